//! The way through a file that is spelled as the program spells its own, which is nearly every file
//! that it reads.
//!
//! Such a file has no sections, no entities of its own, and no attribute over several lines. Where anything
//! else turns up the way ends, and the XML reader goes it from the start.

use std::ops::Range;

use memchr::memchr;
use quick_xml::XmlVersion;
use quick_xml::events::attributes::Attribute;
use quick_xml::name::QName;

use super::{Step, Tag};

/// How many attributes a tag of ours has at most.
const MOST_ATTRIBUTES: usize = 3;

/// This is none of ours, or `see` ended the way.
#[derive(Debug)]
pub(crate) struct Odd;

/// Goes through a text once, as [`super::walk`] does, and gives `see` the same steps and places.
///
/// # Errors
/// Where the text has anything that the program does not write, after the steps before it.
pub(crate) fn walk(
    text: &str,
    mut see: impl FnMut(&Step<'_>, Range<usize>) -> Result<(), String>,
) -> Result<(), Odd> {
    let mut see = |step: Step<'_>, range| see(&step, range).map_err(|_| Odd);
    let mut open: Vec<&str> = Vec::new();
    let mut at = 0;
    if let Some(declaration) = text.strip_prefix("<?xml ") {
        let end = memchr(b'>', declaration.as_bytes()).ok_or(Odd)?;
        let inside = declaration[..end].strip_suffix('?').ok_or(Odd)?;
        if !inside.bytes().all(is_of_declaration) {
            return Err(Odd);
        }
        at = text.len() - declaration.len() + end + 1;
        see(Step::Other, 0..at)?;
    }
    loop {
        let start = at;
        while text.as_bytes().get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        if at > start {
            see(Step::Text, start..at)?;
        }
        let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) else {
            return Ok(());
        };
        let rest = rest.strip_prefix('<').ok_or(Odd)?;
        let start = at;
        if let Some(comment) = rest.strip_prefix("!-- ") {
            let end = memchr(b'>', comment.as_bytes()).ok_or(Odd)?;
            if end < 2 || !comment[..end].ends_with("--") {
                return Err(Odd);
            }
            at += "<!-- ".len() + end + 1;
            see(Step::Comment, start..at)?;
        } else if let Some(name) = rest.strip_prefix('/') {
            let name = open
                .pop()
                .filter(|open| name.starts_with(open))
                .ok_or(Odd)?;
            at += "</".len() + name.len() + 1;
            if text.as_bytes().get(at - 1) != Some(&b'>') {
                return Err(Odd);
            }
            see(Step::End, start..at)?;
        } else {
            let tag = usual_tag(rest).map_or_else(|| tag(rest), Ok)?;
            let name = tag.full_name;
            let end = &rest[tag.content.len()..];
            if end.starts_with("/>") {
                at += 1 + tag.content.len() + "/>".len();
                see(Step::Begin(tag), start..at)?;
                see(Step::End, start..at)?;
            } else {
                at += 1 + tag.content.len() + ">".len();
                see(Step::Begin(tag), start..at)?;
                open.push(name);
            }
        }
    }
}

/// How the tags begin that nearly all of a file is made of, and what is between their name and their
/// value.
const USUAL: [(&str, &str, &str); 2] = [
    ("SYMB_ITEM", " ID=\"", "\" class=\"symb_item\" value="),
    ("param", " name=\"", "\" value="),
];

/// The tag at the start of a text, behind its bracket, where it is one of these and means just what is
/// written. [`tag`] reads it the same way, in twice the time.
fn usual_tag(text: &str) -> Option<Tag<'_>> {
    let (name, rest, middle) = USUAL.into_iter().find_map(|(name, begin, middle)| {
        let rest = text.strip_prefix(name)?.strip_prefix(begin)?;
        Some((name, rest, middle))
    })?;
    let (id, rest) = rest.split_at(memchr(b'"', rest.as_bytes())?);
    let rest = rest.strip_prefix(middle)?;
    let quote = *rest.as_bytes().first()?;
    let rest = rest.strip_prefix(['"', '\''])?;
    let (value, rest) = rest.split_at(memchr(quote, rest.as_bytes())?);
    let content = &text[..=text.len() - rest.len()];
    let is_odd = |byte: u8| byte < b' ' || byte == b'<' || byte == b'&';
    if any(content, is_odd) || !matches!(rest.as_bytes(), [_, b'/', b'>', ..] | [_, b'>', ..]) {
        return None;
    }
    let is_item = name == USUAL[0].0;
    Some(Tag {
        content,
        full_name: name,
        id: is_item.then(|| id.into()),
        called: (!is_item).then(|| id.into()),
        value: Some(value.into()),
    })
}

/// The tag at the start of a text, behind its bracket. Behind its content stands `/>` or `>`.
fn tag(text: &str) -> Result<Tag<'_>, Odd> {
    let bytes = text.as_bytes();
    let end_of_name = |from: usize| {
        let is_name = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':');
        let length = bytes[from..]
            .iter()
            .take_while(|byte| is_name(byte))
            .count();
        (length > 0).then_some(from + length).ok_or(Odd)
    };
    let mut at = end_of_name(0)?;
    let full_name = &text[..at];
    let mut attributes = [("", ""); MOST_ATTRIBUTES];
    let mut count = 0;
    while bytes.get(at) == Some(&b' ') {
        let name = at + 1;
        at = end_of_name(name)?;
        let name = &text[name..at];
        let quote = match bytes.get(at..at + 2) {
            Some([b'=', quote @ (b'"' | b'\'')]) => *quote,
            _ => return Err(Odd),
        };
        let begin = at + 2;
        let end = begin + memchr(quote, &bytes[begin..]).ok_or(Odd)?;
        if attributes.iter().any(|(other, _)| *other == name) {
            return Err(Odd);
        }
        *attributes.get_mut(count).ok_or(Odd)? = (name, &text[begin..end]);
        count += 1;
        at = end + 1;
    }
    let content = &text[..at];
    if !matches!(bytes.get(at..), Some([b'>', ..] | [b'/', b'>', ..]))
        || any(content, |byte| byte < b' ' || byte == b'<')
    {
        return Err(Odd);
    }
    let mut tag = Tag {
        content,
        full_name,
        id: None,
        called: None,
        value: None,
    };
    let has_references = any(content, |byte| byte == b'&');
    for (name, value) in attributes {
        let slot = match name {
            "ID" => &mut tag.id,
            "name" => &mut tag.called,
            "value" => &mut tag.value,
            _ => continue,
        };
        *slot = Some(if has_references {
            let (key, value) = (QName(name), value.into());
            let text = Attribute { key, value }.normalized_value(XmlVersion::Implicit1_0);
            text.map_err(|_| Odd)?
        } else {
            value.into()
        });
    }
    Ok(tag)
}

/// Whether a text has such a byte. Without an end in the middle the loop takes many bytes at a time.
fn any(text: &str, is: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(false, |found, byte| found | is(byte))
}

/// Whether a byte may stand in a declaration of ours.
fn is_of_declaration(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" =\"'.-_:".contains(&byte)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What `see` is given, as text.
    fn shown(step: &Step<'_>, range: &Range<usize>) -> String {
        let what = match step {
            Step::Begin(tag) => format!(
                "{} {:?} {:?} {:?} {:?}",
                tag.name(),
                tag.with_namespaces().map(|tag| tag.to_string()),
                tag.id,
                tag.called,
                tag.value
            ),
            Step::End => "end".into(),
            Step::Comment => "comment".into(),
            Step::Entity => "entity".into(),
            Step::Text => "text".into(),
            Step::Other => "other".into(),
        };
        format!("{range:?} {what}")
    }

    /// The steps through a text: plainly, and by the XML reader.
    fn both(text: &str) -> (Option<Vec<String>>, Option<Vec<String>>) {
        let (mut plain, mut whole) = (Vec::new(), Vec::new());
        let plainly = walk(text, |step, range| {
            plain.push(shown(step, &range));
            Ok(())
        });
        let wholly = super::super::walk(text, |step, range| {
            whole.push(shown(step, &range));
            Ok(())
        });
        (
            plainly.is_ok().then_some(plain),
            wholly.is_ok().then_some(whole),
        )
    }

    /// Pieces of files, ours and odd ones.
    const PIECES: [&str; 40] = [
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>",
        "<?xml version='1.0'?>",
        "<?xml a>b?>",
        "<?php ?>",
        "\u{feff}",
        "<P xmlns:xsi=\"http://a\" xsi:b=\"c.xsd\">",
        "<P>",
        "</P>",
        "<Q>",
        "</Q>",
        "</Q >",
        "</PQ>",
        "<P/>",
        "<P />",
        "\n    ",
        "\r\n",
        "\u{a0}",
        "<!-- SIP account 1 -->",
        "<!-- a > b -->",
        "<!-- -->",
        "<!---->",
        "<!-- -- -->",
        "<!--> -->",
        "<MAC_ADDRESS value=\"7C2F80123456\"/>",
        "<SYMB_ITEM ID=\"a[0]\" class=\"symb_item\" value='\"Anna &amp; Co\"'/>",
        "<SYMB_ITEM ID=\"a[0]\" class=\"symb_item\" value=\"0x02,0x9E\"/>",
        "<SYMB_ITEM ID=\"a\" value=\"&#x141;&#10;\"/>",
        "<SYMB_ITEM ID=\"a\" value=\"&unknown;\"/>",
        "<SYMB_ITEM ID=\"a\" value=\"a>b</c\"/>",
        "<SYMB_ITEM ID=\"a\" value=\"<\"/>",
        "<SYMB_ITEM ID=\"a\" value=\"a\nb\"/>",
        "<SYMB_ITEM ID=\"a\" ID=\"b\"/>",
        "<SYMB_ITEM ID = \"a\"/>",
        "<SYMB_ITEM ID=\"a\"value=\"b\"/>",
        "<SYMB_ITEM ID=\"a",
        "<p:param name='hs.1' value='ToReg'></p:param>",
        "<oper name=\"add_hs\" value=\"029e74a599\">",
        "</oper>",
        "text",
        "&lt;",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn where_it_gets_through_the_steps_are_those_of_the_xml_reader(
            pieces in proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..8),
            cut in 0..200_usize,
        ) {
            let mut text = pieces.concat();
            if text.is_char_boundary(cut) {
                text.truncate(cut);
            }
            let (plain, whole) = both(&text);
            if plain.is_some() {
                prop_assert_eq!(plain, whole);
            }
        }
    }

    #[test]
    fn a_file_of_ours_is_gone_through_plainly() {
        let text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n\
            <P xmlns:xsi=\"http://a\" xsi:b=\"c.xsd\">\n  <Q>\n    <MAC_ADDRESS value=\"1\"/>\n    \
            <!-- SIP account 1 -->\n    \
            <SYMB_ITEM ID=\"a[0]\" class=\"symb_item\" value='\"Zo&#xeb; &amp; Co\"'/>\n    \
            <oper name=\"add_hs\" value=\"1\">\n    </oper>\n  </Q>\n</P>\n";
        let (plain, whole) = both(text);
        assert!(plain.is_some());
        assert_eq!(plain, whole);
    }
}
