//! Text on its way into the page.

use std::fmt;

use quick_xml::escape::escape;

/// A text that stays text in the page, whatever it holds.
pub(super) struct Text<'t>(pub &'t str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escape(self.0))
    }
}

/// The path of a file, which may go on in the next line after a `/`.
pub(super) struct FilePath<'t>(pub &'t str);

impl fmt::Display for FilePath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escape(self.0).replace('/', "/<wbr>"))
    }
}

/// A piece of the page that is there only where there is something to say.
pub(super) struct Piece<'t> {
    /// What stands before the text.
    pub before: &'static str,
    /// The text.
    pub text: Option<&'t str>,
    /// What stands after it.
    pub after: &'static str,
}

impl fmt::Display for Piece<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text {
            Some(text) => write!(f, "{}{}{}", self.before, Text(text), self.after),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        let text = Text("<b a=\"1\" c='2'>&amp;</b>").to_string();
        assert_eq!(
            text,
            "&lt;b a=&quot;1&quot; c=&apos;2&apos;&gt;&amp;amp;&lt;/b&gt;"
        );
    }
}
