//! Text -> bytes in the encoding that its XML declaration names.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::device::xml::encoding_label;

/// Encodes a rendered file as its XML declaration says; UTF-8 without one, as XML has it.
///
/// A character that the encoding lacks becomes a character reference, which says the same.
/// Returns the encoding's name where it cannot be written.
pub(super) fn in_declared_encoding(text: &str) -> Result<Cow<'_, [u8]>, String> {
    let Some(label) = encoding_label(text.as_bytes()) else {
        return Ok(text.as_bytes().into());
    };
    let name = String::from_utf8_lossy(label).trim().to_ascii_lowercase();
    let encoding = Encoding::for_label(label).ok_or_else(|| name.clone())?;
    if encoding == UTF_8 {
        return Ok(text.as_bytes().into());
    }
    if [UTF_16BE, UTF_16LE].contains(&encoding) {
        return Err(name);
    }
    // What the web calls ISO-8859-1 and US-ASCII is Windows-1252, whose characters 80 to 9F a
    // device that takes the name at its word would not know.
    if encoding == WINDOWS_1252 && !name.contains("1252") {
        let last = if name.contains("ascii") {
            '\u{7f}'
        } else {
            '\u{ff}'
        };
        return Ok(up_to(text, last).into());
    }
    Ok(encoding.encode(text).0)
}

/// One byte a character up to `last`, and references for the others and for C1 control characters.
fn up_to(text: &str, last: char) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    // Nearly all of a file is ASCII, which is copied in long runs.
    let mut rest = text;
    loop {
        let ascii = Encoding::ascii_valid_up_to(rest.as_bytes());
        let (run, after) = rest.split_at(ascii);
        bytes.extend_from_slice(run.as_bytes());
        let mut letters = after.chars();
        let Some(c) = letters.next() else {
            return bytes;
        };
        match u8::try_from(c) {
            Ok(byte) if c <= last && !('\u{80}'..='\u{9f}').contains(&c) => bytes.push(byte),
            _ => bytes.extend(format!("&#{};", u32::from(c)).bytes()),
        }
        rest = letters.as_str();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(encoding: &str) -> Result<Vec<u8>, String> {
        let text = format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>üŁ€");
        let bytes = in_declared_encoding(&text)?;
        let end = bytes.iter().position(|byte| *byte == b'>').unwrap();
        Ok(bytes[end + 1..].to_vec())
    }

    #[test]
    fn characters_outside_the_encoding_become_references() {
        assert_eq!(encoded("ISO-8859-1").unwrap(), b"\xfc&#321;&#8364;");
        assert_eq!(encoded("windows-1252").unwrap(), b"\xfc&#321;\x80");
        assert_eq!(encoded("US-ASCII").unwrap(), b"&#252;&#321;&#8364;");
        assert_eq!(encoded("ISO-8859-2").unwrap(), b"\xfc\xa3&#8364;");
        assert_eq!(encoded("utf-8").unwrap(), "üŁ€".as_bytes());
        assert_eq!(encoded("UTF-16"), Err("utf-16".into()));
        assert_eq!(encoded("klingon"), Err("klingon".into()));
    }

    #[test]
    fn without_a_declaration_it_is_utf_8() {
        assert_eq!(
            in_declared_encoding("<a>ü</a>").unwrap(),
            "<a>ü</a>".as_bytes()
        );
    }
}
