//! Text that another program garbled before it came here.
//!
//! A letter such as `ü` is two bytes in UTF-8. A program that takes each byte for a letter makes `Ã¼`
//! of it. The program cannot tell whether that was meant, but no name has such letters.

use encoding_rs::WINDOWS_1252;

use super::is_plain;

/// The least number of bytes that two neighbouring letters beyond ASCII have in UTF-8.
const TWO_LETTERS: usize = 4;

/// Whether a text looks like UTF-8 that was read in an old encoding: `JÃ¼rgen`, `J√ºrgen`, `J├╝rgen`.
pub(crate) fn is_garbled(text: &str) -> bool {
    if text.is_ascii() || longest_run(text) < TWO_LETTERS {
        return false;
    }
    let mut pairs = text.chars().zip(text.chars().skip(1));
    pairs.any(|(first, second)| match first {
        'Ã' | 'Â' => is_continuation(second),
        'â' => second == '€',
        // What MacRoman and the code pages of DOS have in the places of 0xC3 and 0xC2.
        '√' | '¬' => second.is_alphabetic() || !second.is_ascii(),
        '├' | '┬' | '╟' => true,
        _ => false,
    }) || is_utf8_again(text)
}

/// How many bytes the longest run of letters beyond ASCII has.
fn longest_run(text: &str) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for byte in text.bytes() {
        run = if byte.is_ascii() { 0 } else { run + 1 };
        longest = longest.max(run);
    }
    longest
}

/// Whether the letter is in Windows-1252 what is the second byte of a letter in UTF-8.
fn is_continuation(letter: char) -> bool {
    let mut buffer = [0; 4];
    let (bytes, _, lost) = WINDOWS_1252.encode(letter.encode_utf8(&mut buffer));
    !lost && matches!(*bytes, [0x80..=0xBF])
}

/// Whether the whole text, in Windows-1252, is UTF-8 once more, in the letters of Europe.
fn is_utf8_again(text: &str) -> bool {
    let is_european =
        |c| matches!(c, '\0'..='\u{24f}' | '\u{370}'..='\u{4ff}' | '\u{2010}'..='\u{203a}' | '€');
    let (bytes, _, lost) = WINDOWS_1252.encode(text);
    !lost && std::str::from_utf8(&bytes).is_ok_and(|text| text.chars().all(is_european))
}

/// Whether a text has letters as a web page spells them: `J&uuml;rgen`, `&#252;`.
pub(crate) fn has_entity(text: &str) -> bool {
    // Hardly any name has the one or the other.
    memchr::memchr(b'&', text.as_bytes()).is_some()
        && text.split('&').skip(1).any(|rest| {
            rest.split_once(';').is_some_and(|(name, _)| {
                let name = name.strip_prefix('#').unwrap_or(name);
                (2..=8).contains(&name.len())
                    && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
            })
        })
}

/// Whether a letter and its accent or dots are characters of their own, as macOS writes file names.
pub(crate) fn has_letters_apart(text: &str) -> bool {
    // U+0300 to U+036F begin with these bytes, and nothing plain does.
    !is_plain(text) && text.contains(|c| matches!(c, '\u{300}'..='\u{36f}'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn garbled_names_are_seen_and_others_are_not() {
        for text in [
            "JÃ¼rgen",
            "MÃœLLER",
            "FranÃ§ois MÃ¼ller",
            "WeiÃŸ",
            "Å»ak",
            "JÃ¼rgen Müller",
            "Dâ€™Arco",
            "Büro Â° 2",
            "J√ºrgen",
            "J├╝rgen",
            "Ð˜Ð²Ð°Ð½",
        ] {
            assert!(is_garbled(text), "{text}");
        }
        for text in [
            "Jürgen",
            "MÜLLER",
            "JOÃO",
            "IRMÃ",
            "Łucja Żak",
            "Äö",
            "«CAFÉ»",
            "D’Arco",
            "日本",
            "Иван",
            "Ýmir Þór",
            "Ångström",
            "São João",
            "Weiß & Söhne",
            "50 °C",
        ] {
            assert!(!is_garbled(text), "{text}");
        }
    }

    #[test]
    fn entities_of_web_pages_are_seen() {
        for text in ["J&uuml;rgen", "M&#252;ller", "A &amp; B"] {
            assert!(has_entity(text), "{text}");
        }
        for text in ["A & B; C", "A&B", "&;", "Ada &"] {
            assert!(!has_entity(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_was_utf8_and_read_as_windows_1252_is_seen(
            head in "[A-Z][a-z]{0,3}", letter in "[äöüßéèçñåøÄÖÜłżšő]", tail in "[a-z]{0,3}",
        ) {
            let text = format!("{head}{letter}{tail}");
            let (garbled, _, _) = WINDOWS_1252.decode(text.as_bytes());
            prop_assert!(is_garbled(&garbled), "{}", garbled);
            prop_assert!(!is_garbled(&text), "{}", text);
        }
    }
}
