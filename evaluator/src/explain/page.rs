//! Lines of at most [`WIDTH`] columns, and values that keep to one line.

/// No line is longer, unless a value alone is.
const WIDTH: usize = 110;

/// A longer value is cut in its middle: the ends of ARNs and image names tell more.
const LONGEST_VALUE: usize = 84;

/// A blank at which no line is broken. Values hold none: their control characters are escaped.
const FIRM_BLANK: char = '\u{1}';

/// The text as far as it is written.
#[derive(Default)]
pub(super) struct Page {
    text: String,
}

impl Page {
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// A heading behind an empty line.
    pub(super) fn section(&mut self, heading: &str) {
        self.text.push('\n');
        self.line(0, heading);
    }

    /// One sentence, indented by twice its depth. What does not fit continues on lines indented further.
    pub(super) fn line(&mut self, depth: usize, sentence: &str) {
        let mut column = depth * 2;
        self.text.extend(std::iter::repeat_n(' ', column));
        for (index, word) in sentence.split(' ').enumerate() {
            let length = word.chars().count();
            if index > 0 && column + 1 + length > WIDTH {
                column = depth * 2 + 4;
                self.text.push('\n');
                self.text.extend(std::iter::repeat_n(' ', column));
            } else if index > 0 {
                self.text.push(' ');
                column += 1;
            }
            self.text.extend(word.chars().map(|character| if character == FIRM_BLANK { ' ' } else { character }));
            column += length;
        }
        self.text.push('\n');
    }
}

/// A value in quotation marks.
pub(super) fn quoted(value: &str) -> String {
    format!("\"{}\"", bare(value))
}

/// A value without quotation marks, which keeps to one line.
pub(super) fn bare(value: &str) -> String {
    let escaped: Vec<char> = value.chars().flat_map(|character| escaped(character).chars().collect::<Vec<_>>()).collect();
    let cut = if escaped.len() > LONGEST_VALUE {
        let head = escaped.iter().take(LONGEST_VALUE / 2);
        let tail = escaped.iter().skip(escaped.len() - (LONGEST_VALUE - LONGEST_VALUE / 2 - 1));
        head.chain(&['…']).chain(tail).collect()
    } else {
        escaped.iter().collect::<String>()
    };
    protected(&cut)
}

/// A text at whose blanks no line is broken.
pub(super) fn protected(text: &str) -> String {
    text.chars().map(|character| if character == ' ' { FIRM_BLANK } else { character }).collect()
}

/// A character as JSON may write it: what is not ASCII may look like another character, so it is shown by its number.
fn escaped(character: char) -> String {
    match character {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        ' '..='~' => character.to_string(),
        other => other.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect(),
    }
}

/// A few values in a row: `"a", "b", "c"`, or the first three and how many follow.
pub(super) fn listed<'v>(values: impl IntoIterator<Item = &'v str>) -> String {
    let values: Vec<&str> = values.into_iter().collect();
    let shown = if values.len() > 4 { 3 } else { values.len() };
    let mut text = values.iter().take(shown).map(|value| quoted(value)).collect::<Vec<_>>().join(", ");
    if shown < values.len() {
        text.push_str(&format!(" and {} more", values.len() - shown));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Page, WIDTH};

    #[test]
    fn a_line_may_be_as_wide_as_the_page() {
        let check = |depth: usize, last: usize, lines: usize| {
            let mut page = Page::default();
            page.line(depth, &format!("{} {}", "a".repeat(WIDTH - 2 * depth - 10), "b".repeat(last)));
            assert_eq!(page.into_text().lines().count(), lines, "{depth}, {last}");
        };
        check(0, 9, 1);
        check(0, 10, 2);
        check(2, 9, 1);
        check(2, 10, 2);
    }

    #[test]
    fn a_word_wider_than_the_page_stays_on_its_line() {
        let mut page = Page::default();
        page.line(0, &"a".repeat(WIDTH + 1));
        assert_eq!(page.into_text().lines().count(), 1);
    }
}
