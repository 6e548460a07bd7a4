//! Long equations in lines.

/// The text in lines of at most so many characters where it can be: broken before an operator or after a comma, at the
/// outermost place that fits. Lines after the first are set in by as many blanks.
#[must_use]
pub fn lines(text: &str, columns: usize, indent: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text;
    loop {
        let margin = if lines.is_empty() { 0 } else { indent };
        let room = columns.saturating_sub(margin).max(20);
        let line = match (rest.chars().count() > room).then(|| place(rest, room)).flatten() {
            Some(end) => {
                let (line, next) = rest.split_at(end);
                rest = next.trim_start();
                line
            }
            None => std::mem::take(&mut rest),
        };
        lines.push(format!("{}{}", " ".repeat(margin), line.trim_end()));
        if rest.is_empty() {
            return lines;
        }
    }
}

/// Where the line ends: of the places in its second half the one within the fewest brackets, of those rather before a sum
/// than a product, and of those the last. Before that half only if there is none, and after the room at the first place.
fn place(text: &str, room: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut best: Option<((usize, bool), usize)> = None;
    let mut early = None;
    let mut before = ' ';
    for (count, (index, letter)) in text.char_indices().enumerate() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let follows = text[index..].chars().nth(2);
        let is_operator =
            letter == ' ' && text[index + 1..].starts_with(['+', '-', '*', '/', '=']) && follows == Some(' ');
        let ends_argument = letter == ' ' && before == ',' && depth_of_square(text, index) == 0;
        if is_operator || ends_argument {
            if count > room {
                return best.map(|(_, index)| index).or(early).or(Some(index));
            }
            if count * 2 > room {
                let rank = (depth, text[index + 1..].starts_with(['*', '/']));
                if best.is_none_or(|(least, _)| rank <= least) {
                    best = Some((rank, index));
                }
            } else {
                early = Some(index);
            }
        }
        before = letter;
    }
    best.map(|(_, index)| index).or(early)
}

/// How many square brackets are open: `output[r, c]` is not broken.
fn depth_of_square(text: &str, index: usize) -> usize {
    let count = |bracket| text[..index].matches(bracket).count();
    count('[').saturating_sub(count(']'))
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn a_long_equation_is_broken_at_its_outermost_operators() {
        let text = "output[r, c] = clamp(offered[r, c] * ratio(desired, total), low[r, c], high[r, c]) - first[r, c]";
        assert_eq!(
            lines(text, 60, 2),
            ["output[r, c] = clamp(offered[r, c] * ratio(desired, total),", "  low[r, c], high[r, c]) - first[r, c]",]
        );
        assert_eq!(lines("a = b", 60, 2), ["a = b"]);
        let word = "x".repeat(200);
        assert_eq!(lines(&word, 60, 2), [word.as_str()], "what cannot be broken stays whole");
    }
}
