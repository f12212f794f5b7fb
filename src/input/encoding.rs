//! The bytes of a text file to UTF-8, losing nothing and guessing as little as possible.

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::error::Fault;
use super::lines;

/// How many bytes are looked at to recognise UTF-16 that does not begin with its mark.
const SAMPLE: usize = 4096;

/// Byte order marks of UTF-8, and what is left of one when a program took it for letters: of Windows-1252,
/// of Mac OS Roman, of code page 850.
const MARKS: [&str; 4] = ["\u{FEFF}", "ï»¿", "Ôªø", "´╗┐"];

/// What DOS puts behind the end of a text.
const END_OF_FILE: char = '\u{1A}';

/// The text of a file as UTF-8, and the encoding that was assumed if the file does not show which it has.
/// Marks at its beginning and at its end are left out.
///
/// # Errors
///
/// [`Fault::Malformed`] and [`Fault::MixedEncoding`], with the line.
pub(super) fn decode(
    bytes: Vec<u8>,
    forced: Option<&'static Encoding>,
) -> Result<(String, Option<&'static str>), Fault> {
    let (mut text, assumed) = decode_all(bytes, forced)?;
    let end = text.trim_end_matches(['\r', '\n']);
    if end.ends_with(END_OF_FILE) {
        let len = end.trim_end_matches(END_OF_FILE).len();
        text.truncate(len);
    }
    let mut start = text.as_str();
    while let Some(rest) = MARKS.iter().find_map(|mark| start.strip_prefix(mark)) {
        start = rest;
    }
    let marks = text.len() - start.len();
    text.drain(..marks);
    Ok((text, assumed))
}

/// The text of a file without its byte order mark, as UTF-8 bytes.
///
/// `forced` is the encoding that the user named; its own byte order mark is dropped too. Valid
/// UTF-8 is not copied.
///
/// # Errors
///
/// [`Fault::Malformed`] and [`Fault::MixedEncoding`], with the line.
fn decode_all(
    bytes: Vec<u8>,
    forced: Option<&'static Encoding>,
) -> Result<(String, Option<&'static str>), Fault> {
    let known = match (forced, Encoding::for_bom(&bytes)) {
        (Some(encoding), Some((mark, skip))) if mark == encoding => Some((encoding, skip)),
        (Some(encoding), _) => Some((encoding, 0)),
        (None, Some(marked)) => Some(marked),
        (None, None) => unmarked_utf16(&bytes).map(|encoding| (encoding, 0)),
    };
    if let Some((encoding, skip)) = known {
        return Ok((convert(bytes, encoding, skip)?, None));
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok((text, None)),
        Err(error) => error.into_bytes(),
    };
    if let Some(line) = mostly_utf8(&bytes) {
        return Err(Fault::MixedEncoding(line));
    }
    let text = convert(bytes, WINDOWS_1252, 0)?;
    Ok((text, Some("Windows-1252")))
}

fn convert(mut bytes: Vec<u8>, encoding: &'static Encoding, skip: usize) -> Result<String, Fault> {
    let malformed = |line| Fault::Malformed(line, encoding.name());
    if encoding == UTF_8 {
        bytes.drain(..skip);
        return String::from_utf8(bytes)
            .map_err(|error| malformed(line_of_fault(error.as_bytes())));
    }
    let source = &bytes[skip..];
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let most = decoder.max_utf8_buffer_length_without_replacement(source.len());
    let mut text = String::with_capacity(most.unwrap_or(0));
    match decoder.decode_to_string_without_replacement(source, &mut text, true) {
        (DecoderResult::InputEmpty, _) => Ok(text),
        _ => Err(malformed(lines::number_at(text.as_bytes(), text.len()))),
    }
}

fn line_of_fault(bytes: &[u8]) -> u32 {
    let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    lines::number_at(bytes, valid)
}

/// The line of the first fault in text that is UTF-8 more often than not, outside ASCII.
///
/// To read such a file as Windows-1252 would garble every name that is right, without a word.
/// Text that really is Windows-1252 has hardly ever two bytes that look like UTF-8.
fn mostly_utf8(bytes: &[u8]) -> Option<u32> {
    let (mut valid, mut faults) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk
            .valid()
            .chars()
            .filter(|char| !char.is_ascii())
            .count();
        faults += usize::from(!chunk.invalid().is_empty());
    }
    (valid > faults).then(|| line_of_fault(bytes))
}

/// UTF-16 without its mark: in mostly western text every other byte is zero, and always the same.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let (pairs, odd) = bytes[..bytes.len().min(SAMPLE)].as_chunks::<2>();
    if pairs.is_empty() || !odd.is_empty() {
        return None;
    }
    let zeros = |at: usize| pairs.iter().filter(|pair| pair[at] == 0).count();
    let most = |count: usize| count * 2 > pairs.len();
    match (zeros(0), zeros(1)) {
        (0, second) if most(second) => Some(UTF_16LE),
        (first, 0) if most(first) => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], forced: Option<&'static Encoding>) -> Result<String, String> {
        match decode(bytes.to_vec(), forced) {
            Ok((text, _)) => Ok(text),
            Err(fault) => Err(fault.in_file("f").to_string()),
        }
    }

    fn utf16(text: &str, swap: bool) -> Vec<u8> {
        let bytes = |unit: u16| {
            if swap {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        };
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn marks_are_obeyed_and_dropped() {
        assert_eq!(decoded(b"\xEF\xBB\xBF\xC3\xA4", None).unwrap(), "ä");
        assert_eq!(decoded(&utf16("\u{FEFF}ä€", false), None).unwrap(), "ä€");
        assert_eq!(decoded(&utf16("\u{FEFF}ä€", true), None).unwrap(), "ä€");
    }

    #[test]
    fn without_a_mark_it_is_utf8_else_windows_1252() {
        assert_eq!(decoded("ä€".as_bytes(), None).unwrap(), "ä€");
        assert_eq!(decoded(b"\xE4\x80", None).unwrap(), "ä€");
        assert_eq!(decoded(&utf16("name;ä", false), None).unwrap(), "name;ä");
        assert_eq!(decoded(&utf16("name;ä", true), None).unwrap(), "name;ä");
    }

    #[test]
    fn only_what_is_not_shown_is_assumed() {
        let assumed = |bytes: &[u8], forced| {
            let decoded = decode(bytes.to_vec(), forced);
            decoded.unwrap().1
        };
        assert_eq!(assumed(b"\xE4", None), Some("Windows-1252"));
        assert_eq!(assumed(b"\xE4", Some(WINDOWS_1252)), None);
        assert_eq!(assumed("ä".as_bytes(), None), None);
        assert_eq!(assumed(&utf16("\u{FEFF}ä", true), None), None);
        assert_eq!(assumed(b"a", None), None);
    }

    #[test]
    fn marks_that_became_letters_and_the_end_mark_of_dos_are_dropped() {
        for text in ["ï»¿ä", "\u{FEFF}ï»¿ä", "\u{FEFF}\u{FEFF}ä", "Ôªøä", "´╗┐ä"]
        {
            assert_eq!(decoded(text.as_bytes(), None).unwrap(), "ä", "{text}");
        }
        assert_eq!(decoded(&utf16("\u{FEFF}ï»¿ä", false), None).unwrap(), "ä");
        for text in ["a\n\u{1A}", "a\n\u{1A}\u{1A}\r\n"] {
            assert_eq!(decoded(text.as_bytes(), None).unwrap(), "a\n", "{text:?}");
        }
        assert_eq!(decoded(b"a\x1A\nb\n", None).unwrap(), "a\x1A\nb\n");
    }

    #[test]
    fn text_that_takes_more_room_than_expected_is_whole() {
        let text = "€ä".repeat(5000);
        assert_eq!(decoded(&b"\x80\xE4".repeat(5000), None).unwrap(), text);
        let marked = format!("\u{FEFF}{text}");
        assert_eq!(decoded(&utf16(&marked, true), None).unwrap(), text);
    }

    #[test]
    fn utf8_with_a_few_bad_bytes_is_not_taken_for_windows_1252() {
        let message = decoded(b"\xC3\xA4\n\xC3\xB6\r\n\xE4 x", None).unwrap_err();
        assert!(message.starts_with("f, line 3: "), "{message}");
    }

    #[test]
    fn the_encoding_that_the_user_names_is_taken_at_its_word() {
        assert_eq!(decoded(b"\xC3\xA4", Some(WINDOWS_1252)).unwrap(), "Ã¤");
        assert_eq!(decoded(b"\xEF\xBB\xBFa", Some(UTF_8)).unwrap(), "a");
        let message = decoded(b"a\nb\xE4\n", Some(UTF_8)).unwrap_err();
        assert_eq!(message, "f, line 2: bytes that are not UTF-8 text");
        let message = decoded(b"a\0\n\0\0\xDCa\0", Some(UTF_16LE)).unwrap_err();
        assert_eq!(message, "f, line 2: bytes that are not UTF-16LE text");
    }
}
