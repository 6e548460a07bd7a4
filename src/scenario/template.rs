//! A commented scenario to start from: every lever at its value, with what it means, what may be written, and why.
//!
//! It says nothing that changes a run. A line that begins with `#` and a key is a setting: without the `#` it is in force.

use super::Scenario;
use super::baseline::{FIRST_YEAR, LAST_YEAR, LeverEntry};
use super::read::{DRIVER_SET, KINDS};
use super::words;
use crate::glossary;
use crate::safe::terminal;
use crate::safe::toml::quoted;
use crate::text;
use crate::text::{Language, Text};

/// What the new file says of itself.
#[derive(Debug, Default)]
pub struct Head {
    /// The scenarios that it extends, as they are written in it.
    pub extends: Vec<String>,
    /// The folder of its baseline, as it is written in it.
    pub baseline: Option<String>,
    /// The schema that editors check it by, if there is one beside it.
    pub schema: Option<String>,
}

impl Head {
    /// What has to stand in a file for these words to be in force.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let names: Vec<String> = self.extends.iter().map(|name| quoted(name)).collect();
        let baseline = self.baseline.iter().map(|folder| format!("baseline = {}\n", quoted(folder)));
        let extends = (!names.is_empty()).then(|| format!("extends = [{}]\n", names.join(", ")));
        baseline.chain(extends).collect()
    }
}

/// Columns of a line of prose.
const WIDTH: usize = 118;

struct Writer<'a> {
    start: &'a Scenario,
    head: &'a Head,
    language: Language,
    out: String,
}

/// A new scenario that has the values of `start`, which is what it extends, or a baseline without new policy.
#[must_use]
pub fn to_toml(start: &Scenario, head: &Head, language: Language) -> String {
    let mut writer = Writer { start, head, language, out: String::new() };
    writer.top();
    writer.policy();
    writer.world();
    writer.parameters();
    writer.goals();
    writer.out
}

impl Writer<'_> {
    fn say(&self, text: &Text) -> String {
        text.in_language(self.language).to_owned()
    }

    /// A line, or several. What is quoted has its escapes; the rest are comments, which have none.
    fn line(&mut self, words: &str) {
        self.out.push_str(&terminal::lines(words));
        self.out.push('\n');
    }

    /// Prose behind `# `, broken into lines.
    fn prose(&mut self, text: &Text) {
        for line in broken(text.in_language(self.language)) {
            self.line(&format!("# {line}"));
        }
    }

    /// An example: a setting and what it does.
    fn example(&mut self, setting: &str, about: &Text) {
        let about = self.say(about);
        let gap = " ".repeat(70_usize.saturating_sub(width(setting)));
        self.line(&format!("#   {setting}{gap} # {about}"));
    }

    fn heading(&mut self, text: &Text) {
        let words = self.say(text);
        let rule = "-".repeat(WIDTH.saturating_sub(7 + width(&words)));
        self.line(&format!("\n# --- {words} {rule}"));
    }

    fn top(&mut self) {
        if let Some(schema) = &self.head.schema {
            let line = format!("#:schema {schema}");
            self.line(&line);
        }
        if self.head.extends.is_empty() {
            self.prose(&text!(
                "A scenario of coke-sim. As it stands, it is the baseline without new policy: whatever is not set keeps its default.";
                "coke-sim情景文件。现状即无新政策的基准：凡未设定的，均取默认值。"
            ));
        } else {
            let names = self.head.extends.join("`, `");
            self.prose(&text!(
                "A scenario of coke-sim. As it stands, it is `{names}`: whatever is not set here keeps its value there.";
                "coke-sim情景文件。现状等同于`{names}`：凡未在此设定的，均取其中的值。"
            ));
        }
        self.prose(&text!(
            "To set something, take away the # in front of its line and change the number. Lines that begin with \"# \" are explanations.";
            "要设定某项，请去掉该行行首的#并改写数值。以“# ”开头的行是说明。"
        ));
        if self.head.schema.is_none() {
            self.prose(&text!(
                "Help in an editor: write `coke-sim schema` into scenario.schema.json beside this file, and put #:schema ./scenario.schema.json on its first line.";
                "编辑器提示：将`coke-sim schema`的输出存为本文件旁的scenario.schema.json，并在首行写#:schema ./scenario.schema.json。"
            ));
        }
        self.line("");
        let title = self.say(&text!("title = \"My scenario\""; "title = \"我的情景\""));
        self.line(&title);
        self.line("#title = { en = \"My scenario\", zh = \"我的情景\" }");
        let description = self.say(&text!("#description = \"What it asks.\""; "#description = \"情景说明。\""));
        self.line(&description);
        let head = self.head.to_toml();
        if !head.is_empty() {
            self.out.push_str(&head);
        }
        if self.head.extends.is_empty() {
            self.prose(&text!(
                "Other files may be read first; what stands here wins over them:";
                "可先读其他文件，本文件的设定优先："
            ));
            self.example(
                "extends = [\"plan\"]",
                &text!("a scenario within the program, or files beside this one"; "程序自带的情景，或本文件旁的文件"),
            );
        }
        if self.head.baseline.is_none() && self.head.extends.is_empty() {
            self.example(
                "baseline = \"folder\"",
                &text!("another province: a folder with its data"; "另一省份：其数据所在的文件夹"),
            );
        }
        self.prose(&text!(
            "A file that others extend may keep to one part; nothing else can then be set in it:";
            "供其他文件引用的文件可限定类别，此后只能设定该类别的部分："
        ));
        for (kind, sections) in KINDS {
            let sections = sections.join("], [");
            self.example(&format!("kind = \"{kind}\""), &text!("only [{sections}]"; "只能有[{sections}]"));
        }
        let (start, end, steps) = (self.start.start, self.start.end, self.start.steps_per_year);
        self.line("\n[time]");
        self.line(&format!("#start = {start}"));
        let last = self.say(&text!("{FIRST_YEAR} to {LAST_YEAR}"; "{FIRST_YEAR}到{LAST_YEAR}"));
        self.line(&format!("#end = {end}   # {last}"));
        let monthly = self.say(&text!("12 is monthly"; "12即按月"));
        self.line(&format!("#steps_per_year = {steps}   # {monthly}"));
    }

    fn policy(&mut self) {
        self.line("\n[policy]");
        self.prose(&text!(
            "What a lever can be set to (in this file only once):";
            "政策手段的写法（同一文件中每项只写一次）："
        ));
        let (first, last) = (FIRST_YEAR, LAST_YEAR);
        let middle = first + 2;
        self.example("\"entry.moratorium\" = 1", &text!("the same in all years"; "各年相同"));
        self.example(
            "\"entry.moratorium\" = [0, 0.5, 1, 1, 1]",
            &text!("one value a year, {first} to {last}"; "每年一个值，{first}到{last}年"),
        );
        self.example(
            &format!("\"entry.moratorium\" = {{ {first} = 0.2, {middle} = 1 }}"),
            &text!("held until the next year named"; "保持到下一个写明的年份"),
        );
        self.example(
            &format!("\"entry.moratorium\" = {{ from = {first}, to = {last}, start = 0.2, end = 1 }}"),
            &text!("a straight line"; "直线渐变"),
        );
        self.example(
            "\"entry.moratorium\" = { file = \"levers.csv\", column = \"entry\" }",
            &text!("a table with a column `year`"; "含`year`列的数据表"),
        );
        let unit = self.say(&text!("\"30 Mt/a\""; "\"0.3 亿吨\""));
        self.example(
            &format!("\"logistics.target_mt\" = {unit}"),
            &text!("a text with its unit is converted"; "带单位的文字会自动换算"),
        );
        self.example(
            "\"close.order_share.*\" = 0.1",
            &text!("all members; one named in full wins"; "全部成员；写明全名的优先"),
        );
        self.example("entry.moratorium = 1", &text!("the same without quotes"; "不加引号亦可"));
        let start = self.start;
        let levers = &start.baseline.levers;
        for group in glossary::lever_groups() {
            self.heading(&group.label);
            let slots: Vec<usize> = (0..levers.len()).filter(|slot| group.holds(&levers[*slot].key)).collect();
            for alike in slots.chunk_by(|one, other| levers[*one].declaration.name == levers[*other].declaration.name) {
                self.lever(alike);
            }
        }
    }

    /// One lever, with all its members.
    fn lever(&mut self, slots: &[usize]) {
        let start = self.start;
        let language = self.language;
        let entries: Vec<&LeverEntry> = slots.iter().map(|slot| &start.baseline.levers[*slot]).collect();
        let (label, meaning) = (&entries[0].term.label, words::meaning(entries[0]));
        self.line("");
        self.prose(&headline(label, &meaning));
        // what holds for all members stands above them, the rest behind each
        let facts: Vec<Vec<String>> = entries.iter().map(|entry| facts(entry, language)).collect();
        let common = |position: usize| facts.iter().all(|own| own[position] == facts[0][position]);
        let separator = if language == Language::Zh { "；" } else { "; " };
        let pick = |own: &[String], shared: bool| {
            let picked =
                own.iter().enumerate().filter(|(position, fact)| common(*position) == shared && !fact.is_empty());
            picked.map(|(_, fact)| fact.clone()).collect::<Vec<_>>().join(separator)
        };
        self.prose(&Text::plain(pick(&facts[0], true)));
        let settings: Vec<String> = slots
            .iter()
            .map(|slot| {
                format!("#\"{}\" = {}", start.baseline.levers[*slot].key, words::schedule(&start.levers[*slot]))
            })
            .collect();
        let longest = settings.iter().map(String::len).max().unwrap_or_default();
        for ((setting, entry), own) in settings.iter().zip(&entries).zip(&facts) {
            let member = words::members(&start.baseline, entry.declaration, &entry.key, language);
            let own = pick(own, false);
            let behind: Vec<String> = [member, own].into_iter().filter(|words| !words.is_empty()).collect();
            if behind.is_empty() {
                self.line(setting);
            } else {
                self.line(&format!("{setting:<longest$}   # {}", behind.join(separator)));
            }
        }
    }

    fn world(&mut self) {
        let start = self.start;
        self.line("\n[world]");
        let drivers = &start.baseline.drivers;
        let sets: Vec<&str> =
            drivers.first().map(|driver| driver.series.keys().map(String::as_str).collect()).unwrap_or_default();
        let all = sets.join("`, `");
        self.prose(&text!("The set of drivers to start from: `{all}`."; "所用的外部条件组：`{all}`。"));
        self.line(&format!("#{DRIVER_SET} = {}", quoted(&start.driver_set)));
        self.line("");
        self.prose(&text!(
            "A driver can be set apart from its set: a number for all years, or points in time (2006.5 is the middle of 2006), joined by straight lines.";
            "单项外部条件可另行设定：各年相同的一个数，或若干时间点（2006.5表示2006年年中），其间以直线相连。"
        ));
        let (first, last) = (FIRST_YEAR, LAST_YEAR);
        self.example("duty = 0.05", &text!("the same at all times"; "始终相同"));
        self.example("duty = { 2006.0 = 0, 2006.83 = 0.05, 2006.92 = 0.4 }", &text!("points in time"; "时间点"));
        self.example(
            &format!("duty = {{ from = {first}, to = {last}, start = 0, end = 0.4 }}"),
            &text!("a straight line"; "直线渐变"),
        );
        self.example(
            "duty = { file = \"drivers.csv\", column = \"duty\" }",
            &text!("a table with a column `time`"; "含`time`列的数据表"),
        );
        self.example("duty = \"5 %\"", &text!("a text with its unit is converted"; "带单位的文字会自动换算"));
        for (driver, series) in drivers.iter().zip(&start.drivers) {
            let (label, meaning) = (&driver.term.label, driver.term.meaning.clone());
            self.line("");
            self.prose(&headline(label, &meaning));
            self.prose(&words::range(driver.minimum, driver.maximum, &driver.unit));
            let points: Vec<String> =
                series.points().iter().map(|(time, value)| format!("\"{time:?}\" = {value}")).collect();
            self.line(&format!("#{} = {{ {} }}", driver.key, points.join(", ")));
        }
    }

    fn parameters(&mut self) {
        let start = self.start;
        self.line("\n[parameters]");
        let entries = &start.baseline.parameters;
        let count = entries.len();
        self.prose(&text!(
            "What is known of the industry, {count} numbers, each with a range and a source. `coke-sim run --out DIR` writes them all to scenario.resolved.toml. Two of them:";
            "有关产业的{count}个数值，各有取值范围和来源。`coke-sim run --out 文件夹`会将其全部写入scenario.resolved.toml。以下为其中两个："
        ));
        let uncertain = |sets: usize| {
            entries.iter().position(|entry| entry.low < entry.high && entry.declaration.dimensions.len() == sets)
        };
        for slot in [uncertain(0), uncertain(1)].into_iter().flatten() {
            let entry = &entries[slot];
            let (label, meaning) = (&entry.term.label, entry.term.meaning.clone());
            let range = words::range(entry.low.min(entry.high), entry.low.max(entry.high), &entry.unit);
            let source = &entry.source;
            self.line("");
            self.prose(&headline(label, &meaning));
            self.prose(&text!("{} by its source: {source}", range.en; "来源支持{}：{source}", range.zh));
            let member = words::members(&start.baseline, entry.declaration, &entry.key, self.language);
            let member = if member.is_empty() { member } else { format!("   # {member}") };
            self.line(&format!("#\"{}\" = {}{member}", entry.key, start.parameters[slot]));
        }
    }

    fn goals(&mut self) {
        let last = LAST_YEAR;
        self.line("");
        self.prose(&text!(
            "A target of your own joins the scorecard; one with the `id` of another takes its place. `where` names a variable of trajectory.csv, with members as in \"capacity.small\"; what is not named is summed.";
            "自定目标加入记分表；与已有目标`id`相同时取而代之。`where`写trajectory.csv中的变量，可加成员，如\"capacity.small\"；未写明的集合求和。"
        ));
        self.line("#[[target]]");
        self.line("#id = \"my_cap\"");
        let words = self.say(&text!("#text = \"Capacity below 118 Mt/a\""; "#text = \"产能不超过1.18亿吨/年\""));
        self.line(&words);
        self.line("#where = \"capacity\"");
        self.line(&format!("#year = {last}"));
        let either = self.say(&text!("or at_least, or equals"; "或at_least，或equals"));
        self.line(&format!("#at_most = 118   # {either}"));
        self.line("");
        self.prose(&text!(
            "A check is what you rely on: a run says if it does not hold.";
            "检查是您所依赖的条件：不成立时会提示。"
        ));
        self.line("#[[check]]");
        self.line("#id = \"no_jump\"");
        self.line("#where = \"capacity\"");
        self.line(&format!("#from = {FIRST_YEAR}"));
        self.line(&format!("#to = {last}"));
        let measures = super::read::MEASURES.map(|(name, _)| name).join(", ");
        let one_of = self.say(&text!("one of {measures}"; "可用{measures}"));
        self.line(&format!("#measure = \"largest_rise\"   # {one_of}"));
        self.line("#at_most = 10");
    }
}

/// `label: meaning`; the meaning alone if it says no more than the label.
fn headline(label: &Text, meaning: &Text) -> Text {
    let one = |label: &str, meaning: &str, colon: &str| {
        let same = meaning.trim_end_matches(['.', '。']) == label;
        if same { meaning.to_owned() } else { format!("{label}{colon}{meaning}") }
    };
    Text { en: one(&label.en, &meaning.en, ": "), zh: one(&label.zh, &meaning.zh, "：") }
}

/// What is known of a lever: its range, default, the plan's measures, what it acts on.
fn facts(lever: &LeverEntry, language: Language) -> Vec<String> {
    let default = words::schedule(&lever.default);
    let ids = &lever.plan_ids;
    let acts = words::acts_on(lever, language);
    let range = words::range(lever.minimum, lever.maximum, &lever.unit);
    let none = || Text::default();
    [
        range,
        text!("default {default}"; "默认{default}"),
        if lever.by_year { none() } else { text!("one number for all years"; "各年取同一个数") },
        if ids.is_empty() { none() } else { text!("measures {ids}"; "规划措施{}", ids.replace(' ', "、")) },
        text!("acts on {acts}"; "作用于{acts}"),
    ]
    .into_iter()
    .map(|fact| fact.in_language(language).to_owned())
    .collect()
}

/// Columns on a screen: Chinese characters and signs take two.
fn width(words: &str) -> usize {
    words.chars().map(|letter| if letter >= '\u{2e80}' { 2 } else { 1 }).sum()
}

/// Lines of bearable length, broken behind spaces and Chinese punctuation.
fn broken(words: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in words.split_inclusive([' ', '，', '。', '；', '：', '、']) {
        let last = lines.len() - 1;
        if !lines[last].is_empty() && width(&lines[last]) + width(piece.trim_end()) > WIDTH {
            lines.push(String::new());
        }
        let last = lines.len() - 1;
        lines[last].push_str(piece);
    }
    lines.iter().map(|line| line.trim_end().to_owned()).filter(|line| !line.is_empty()).collect()
}
