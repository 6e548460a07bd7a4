//! A commented study to start from: it runs as it stands, in seconds, and shows what else may be written.

use crate::text;
use crate::text::{Language, Text};

/// A line of the file.
enum Line {
    /// In force as it stands.
    Set(&'static str),
    /// The same, but its words depend on the language.
    Words(Text),
    /// What it means.
    Say(Text),
}

/// A new study, with the schema that editors check it by if there is one beside it.
#[must_use]
pub fn to_toml(schema: Option<&str>, language: Language) -> String {
    let mut out = schema.map(|schema| format!("#:schema {schema}\n")).unwrap_or_default();
    for line in futures().into_iter().chain(mixes()).chain(outcomes()) {
        match line {
            Line::Set(words) => out.push_str(words),
            Line::Words(words) => out.push_str(words.in_language(language)),
            Line::Say(words) => {
                out.push_str("# ");
                out.push_str(words.in_language(language));
            }
        }
        out.push('\n');
    }
    out
}

/// Title, scenario, design and what is uncertain.
fn futures() -> Vec<Line> {
    use Line::{Say, Set, Words};
    vec![
        Say(
            text!("A study of coke-sim: many futures, each lived through by every policy mix."; "coke-sim研究：许多可能的未来，每个政策组合都经历一遍。"),
        ),
        Say(
            text!("Lines that begin with \"# \" are explanations; take away a # in front of a key to set it."; "以“# ”开头的行是说明；去掉键前的#即可设定。"),
        ),
        Say(
            text!("Check and run it:  coke-sim check FILE,  coke-sim sweep FILE --out DIR"; "检查与运行：coke-sim check 文件，coke-sim sweep 文件 --out 文件夹"),
        ),
        Set("kind = \"study\""),
        Words(text!("title = \"My study\""; "title = \"我的研究\"")),
        Words(text!("#description = \"What it asks.\""; "#description = \"研究说明。\"")),
        Say(
            text!("What is not uncertain: `plan`, `no-policy`, `hindcast`, or a scenario file beside this one."; "不确定因素以外的一切：`plan`、`no-policy`、`hindcast`，或本文件旁的情景文件。"),
        ),
        Set("scenario = \"plan\""),
        Set(""),
        Set("[design]"),
        Say(
            text!("Or monte_carlo, sobol; factorial and one_at_a_time take levels; points takes a table."; "也可用monte_carlo、sobol；factorial和one_at_a_time用levels；points用数据表。"),
        ),
        Set("method = \"latin_hypercube\""),
        Say(
            text!("Futures; each is simulated once a mix. A power of two fills the ranges evenly."; "未来的个数，每个组合各模拟一次。取2的幂时各范围分布均匀。"),
        ),
        Set("runs = 256"),
    ]
}

/// What goes together, and the policy mixes.
fn mixes() -> Vec<Line> {
    use Line::{Say, Set, Words};
    vec![
        Say(text!("The same seed gives the same futures."; "种子相同，未来即相同。")),
        Set("seed = 2006"),
        Set("#levels = [0.05, 0.5, 0.95]"),
        Set("#points = \"points.csv\""),
        Set(""),
        Say(
            text!("What differs from future to future. \"range\" is what the source of a parameter supports."; "各未来之间不同的因素。\"range\"为参数来源所支持的范围。"),
        ),
        Set("[uncertain]"),
        Set("closure_exec_time = \"range\""),
        Set("retirement_factor = \"range\""),
        Say(
            text!("All members move together, each within its own range; with apart = true each is drawn by itself."; "各成员在各自范围内同步变化；写apart = true则分别抽取。"),
        ),
        Set("enforcement_weight = \"range\""),
        Set("#enforcement_weight = { range = true, apart = true }"),
        Say(
            text!("A distribution of one's own: uniform, triangular, pert, normal, lognormal, beta, discrete, empirical."; "自定分布：uniform、triangular、pert、normal、lognormal、beta、discrete、empirical。"),
        ),
        Set("\"coal_charge.small\" = { triangular = { min = 1.40, mode = 1.45, max = 1.60 } }"),
        Say(
            text!("A driver is a series over time: it is multiplied (factor) or shifted in all years."; "外部条件是时间序列：各年乘以（factor）或加上（shift）这个数。"),
        ),
        Set("pig_iron = { normal = { mean = 1.0, sd = 0.05 }, within = [0.85, 1.15], as = \"factor\" }"),
        Set("#drivers = { categorical = { plan = 0.7, actual = 0.3 } }"),
        Set("#\"*\" = \"range\""),
        Set(""),
        Say(
            text!("Two inputs that go together: a rank correlation between -1 and 1."; "两个相关的因素：秩相关，在-1和1之间。"),
        ),
        Set("[[correlation]]"),
        Set("between = [\"closure_exec_time\", \"retirement_factor\"]"),
        Set("rank = 0.3"),
        Set(""),
        Say(
            text!("Policy mixes. One that sets nothing is the policy of the scenario."; "政策组合。不设定任何手段的即情景自身的政策。"),
        ),
        Set("[mix.plan]"),
        Set(""),
        Set("[mix.half]"),
        Words(text!("title = \"Half of the moratorium\""; "title = \"准入从宽\"")),
        Say(
            text!("Levers are written as in a scenario; extends = \"half.toml\" takes them from a file of kind = \"policy\"."; "政策手段写法同情景；extends = \"half.toml\"则取自kind = \"policy\"的文件。"),
        ),
        Set("policy = { \"entry.moratorium\" = 0.5 }"),
        Set("#extends = \"half.toml\""),
        Set(""),
    ]
}

/// What is kept and decided on.
fn outcomes() -> Vec<Line> {
    use Line::{Say, Set};
    vec![
        Say(text!("Every mix is combined with every level of every factor."; "每个组合与各因素的每个水平两两组合。")),
        Set("#[factor.fees]"),
        Set("#as-planned = {}"),
        Set("#high = { \"fee.rate_noncompliant\" = [20, 30, 40, 40, 40] }"),
        Set(""),
        Say(
            text!("What is kept of every run: variables, with members; * is each of them, what is not named is summed."; "每次运行保留的结果：变量可加成员，*表示每个成员，未写明的求和。"),
        ),
        Set("[outcomes]"),
        Set("keep = [\"capacity\", \"capacity.*\", \"coke_price_mean\"]"),
        Say(text!("The last year if it is left out, or \"all\"."; "不写为最后一年，也可写\"all\"。")),
        Set("years = [2008, 2010]"),
        Say(text!("Or the ids of some."; "也可只写其中一些的编号。")),
        Set("targets = \"all\""),
        Set(""),
        Say(text!("The probability that all of them are met in one future."; "同一未来中全部达到的概率。")),
        Set("[together]"),
        Set("capacity-and-gas = [\"T1\", \"T12\"]"),
        Set(""),
        Say(
            text!("What mixes are compared by; at_most (or at_least) is where it is good enough."; "用以比较组合的结果；at_most（或at_least）为达到多少即可。"),
        ),
        Set("[[objective]]"),
        Set("outcome = \"capacity\""),
        Set("year = 2010"),
        Set("better = \"low\""),
        Set("at_most = \"120 Mt/a\""),
        Set(""),
        Say(text!("When there are enough runs, for --until stable."; "何时运行次数已够，用于--until stable。")),
        Set("#[stable]"),
        Set("#probability = 0.02"),
        Set("#quantile = 0.01"),
    ]
}
