//! Pieces of Markdown.

use crate::safe::terminal;
use std::fmt::Write;

/// A page in the making.
#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
}

impl Page {
    /// A page with its title. The mark says that it is written by the program.
    pub(super) fn titled(title: &str, mark: &str) -> Self {
        Self { text: format!("<!-- {mark} -->\n\n# {title}\n") }
    }

    /// A heading of a level from 2 on.
    pub(super) fn heading(&mut self, level: usize, text: &str) {
        let _ = writeln!(self.text, "\n{} {text}", "#".repeat(level));
    }

    /// A paragraph.
    pub(super) fn paragraph(&mut self, text: &str) {
        let _ = writeln!(self.text, "\n{}", text.trim());
    }

    /// An item of a list, the first of them after a blank line.
    pub(super) fn item(&mut self, text: &str) {
        if !self.text.lines().last().is_some_and(|line| line.starts_with("- ")) {
            self.text.push('\n');
        }
        let _ = writeln!(self.text, "- {text}");
    }

    /// Lines set as they are.
    pub(super) fn code(&mut self, lines: &[String]) {
        let _ = writeln!(self.text, "\n```text");
        for line in lines {
            let _ = writeln!(self.text, "{line}");
        }
        let _ = writeln!(self.text, "```");
    }

    /// A table. Cells may hold anything.
    pub(super) fn table<R: AsRef<[String]>>(&mut self, headings: &[String], rows: impl IntoIterator<Item = R>) {
        let line = |cells: &[String]| {
            let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
            format!("| {} |", cells.join(" | "))
        };
        let _ = writeln!(self.text, "\n{}\n|{}", line(headings), " --- |".repeat(headings.len()));
        for row in rows {
            let _ = writeln!(self.text, "{}", line(row.as_ref()));
        }
    }

    /// The text of the page.
    pub(super) fn finish(self) -> String {
        terminal::lines(&self.text).into_owned()
    }
}

/// Text that does not end its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ").trim().to_owned()
}

/// A name set as code.
pub(super) fn code(name: &str) -> String {
    format!("`{name}`")
}

/// Names set as code, side by side.
pub(super) fn codes<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(code).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::Page;

    #[test]
    fn a_page_is_made_of_its_pieces() {
        let mut page = Page::titled("Title", "mark");
        page.item("one");
        page.item("two");
        page.table(&["a".to_owned(), "b|c".to_owned()], [["1".to_owned(), "2\n3".to_owned()]]);
        assert_eq!(
            page.finish(),
            "<!-- mark -->\n\n# Title\n\n- one\n- two\n\n| a | b\\|c |\n| --- | --- |\n| 1 | 2 3 |\n"
        );
    }
}
