//! Bytes of a provisioning file -> what it says.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};
use quick_xml::XmlVersion;
use quick_xml::errors::IllFormedError;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use thiserror::Error;

use super::item::{self, AccountItem, Index, Item, TextItem};
use super::{HandsetCode, PROFILE_NAME, Published, Record, Span};
use crate::value::{Ipui, IpuiError, Position};

/// The elements around all others.
pub(super) const FRAME: [&str; 2] = ["ProviderFrame", "Provider"];

/// How many attributes a tag may have. No provisioning file needs more than a handful, and each is
/// compared with those before it, for none may be there twice.
const MOST_ATTRIBUTES: usize = 100;

/// Why a file in place cannot be understood, and at which line.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {what}")]
pub struct ReadError {
    /// The line, from 1.
    pub line: usize,
    /// What stands there, without its value.
    pub what: String,
}

/// Reads a provisioning file, its own or hand-made.
///
/// Other attribute orders and quoting, comments, `0x1` for 1, spaces in byte lists, hexadecimal indexes,
/// ids in other letter case, `[%]` items and items that nobody here knows are all taken; a later item overrules an earlier one, as on the
/// device.
///
/// # Errors
/// When the file is no whole XML document, or an item that decides about positions has a value that
/// cannot be understood: guessing there could move a handset.
pub fn read(bytes: &[u8]) -> Result<Published, ReadError> {
    let text = encoding(bytes).and_then(|encoding| decode(bytes, encoding));
    let text = text.map_err(|what| ReadError { line: 1, what })?;
    read_text(&text)
}

/// Decodes a file, or a piece of a file that declares its encoding elsewhere.
pub(crate) fn decoded(bytes: &[u8], declared_in: &[u8]) -> Result<String, String> {
    let encoding = encoding(declared_in)?;
    decode(bytes, encoding).map(Cow::into_owned)
}

fn read_text(text: &str) -> Result<Published, ReadError> {
    let mut reader = Reader::from_str(text);
    let mut published = Published::empty();
    // A value is never longer decoded than written, so this is enough for all.
    published.texts.reserve(text.len());
    read_document(&mut reader, &mut published).map_err(|what| {
        let place = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let before = text.as_bytes().get(..place).unwrap_or(text.as_bytes());
        ReadError {
            line: 1 + memchr::memchr_iter(b'\n', before).count(),
            what,
        }
    })?;
    published.order_others();
    Ok(published)
}

fn read_document(reader: &mut Reader<&[u8]>, published: &mut Published) -> Result<(), String> {
    let mut depth = 0_usize;
    let mut roots = 0_usize;
    loop {
        let event = reader
            .read_event()
            .map_err(|error| format!("this is not XML: {}", without_content(&error)))?;
        if depth == 0 && matches!(event, Event::Start(_) | Event::Empty(_)) {
            roots += 1;
            if roots > 1 {
                return Err("a second document begins in the same file".into());
            }
        }
        match event {
            Event::Start(tag) => {
                read_element(&tag, published)?;
                depth += 1;
            }
            Event::Empty(tag) => read_element(&tag, published)?,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof if depth > 0 => return Err("the file ends in the middle".into()),
            Event::Eof if roots == 0 => return Err("the file has no XML element".into()),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// What is wrong, without what stands there. In a broken file a piece of a password may look like a
/// tag or an entity, and the reader names those.
fn without_content(error: &quick_xml::Error) -> String {
    use quick_xml::Error::{Escape, IllFormed, InvalidAttr, Syntax};
    match error {
        Syntax(error) => error.to_string(),
        InvalidAttr(error) => error.to_string(),
        IllFormed(IllFormedError::MismatchedEndTag { expected, .. })
            if FRAME.contains(&expected.as_str()) =>
        {
            format!("the tag {expected} is not closed")
        }
        IllFormed(_) => "the tags do not fit each other".into(),
        Escape(_) => "an & that is not written as &amp;, or a character that XML forbids".into(),
        _ => "it cannot be read".into(),
    }
}

/// An id as a message may name it. One with signs that no id has is a piece of a broken file, and
/// may hold anything.
pub(crate) fn shown_id(id: &str) -> &str {
    let of_an_id = |byte: u8| byte.is_ascii_alphanumeric() || b"_.:-[]%".contains(&byte);
    if id.bytes().all(of_an_id) {
        id
    } else {
        "an item with an odd ID"
    }
}

/// The encoding of a file.
fn encoding(bytes: &[u8]) -> Result<&'static Encoding, String> {
    match Encoding::for_bom(bytes) {
        Some((encoding, _)) => Ok(encoding),
        None => declared_encoding(bytes),
    }
}

/// The text of a file in its encoding.
///
/// ISO-8859-1 is read as Windows-1252, its superset: files that people make by hand often say the
/// one and are the other.
fn decode<'b>(bytes: &'b [u8], encoding: &'static Encoding) -> Result<Cow<'b, str>, String> {
    let (text, _, malformed) = encoding.decode(bytes);
    if malformed {
        return Err(format!(
            "the file is not in the encoding {} that it names",
            encoding.name()
        ));
    }
    Ok(text)
}

/// The encoding of the XML declaration; UTF-8 without one, as XML has it.
fn declared_encoding(bytes: &[u8]) -> Result<&'static Encoding, String> {
    let Some(label) = encoding_label(bytes) else {
        return Ok(UTF_8);
    };
    Encoding::for_label(label).ok_or_else(|| {
        format!(
            "the file names the unknown encoding {}",
            String::from_utf8_lossy(label).escape_debug()
        )
    })
}

/// What stands in `encoding="…"` of the XML declaration.
pub(crate) fn encoding_label(bytes: &[u8]) -> Option<&[u8]> {
    let declaration = bytes.strip_prefix(b"<?xml")?;
    let declaration = &declaration[..memchr::memmem::find(declaration, b"?>")?];
    let after = &declaration[memchr::memmem::find(declaration, b"encoding")? + b"encoding".len()..];
    let after = after
        .trim_ascii_start()
        .strip_prefix(b"=")?
        .trim_ascii_start();
    let (quote, label) = after.split_first()?;
    label
        .split(|byte| byte == quote)
        .next()
        .filter(|_| matches!(quote, b'"' | b'\''))
}

fn read_element(tag: &BytesStart<'_>, published: &mut Published) -> Result<(), String> {
    if let Some((id, value)) = plain_item(tag) {
        return published.take_item(id, value);
    }
    let (id, value) = id_and_value(tag)?;
    let name = tag.local_name();
    let name: &str = name.as_ref();
    let is = |known: &str| name.eq_ignore_ascii_case(known);
    published.is_provisioning |= is(FRAME[0]);
    match (id.as_deref(), value.as_deref()) {
        (Some(id), Some(value)) if is("SYMB_ITEM") => published.take_item(id, value),
        _ if is("SYMB_ITEM") => Err("a SYMB_ITEM has no ID or no value".into()),
        (_, Some(value)) if is("MAC_ADDRESS") => {
            let mac = unquote(value)
                .parse()
                .map_err(|error| format!("MAC_ADDRESS: {error}"))?;
            if published.mac.replace(mac).is_some_and(|other| other != mac) {
                return Err("MAC_ADDRESS: the file names two bases".into());
            }
            Ok(())
        }
        (_, Some(value)) if is("VERSION") => {
            published.version = Some(value.to_owned());
            Ok(())
        }
        (_, Some(value)) => published.keep_other(name, value),
        _ => Ok(()),
    }
}

/// An attribute, where there is one.
type Attribute<'t> = Option<Cow<'t, str>>;

/// The attributes `ID` and `value`.
pub(super) fn id_and_value<'t>(
    tag: &'t BytesStart<'_>,
) -> Result<(Attribute<'t>, Attribute<'t>), String> {
    let mut id = None;
    let mut value = None;
    for (number, attribute) in tag.attributes().enumerate() {
        if number == MOST_ATTRIBUTES {
            return Err(format!("a tag has more than {MOST_ATTRIBUTES} attributes"));
        }
        let attribute = attribute.map_err(|error| format!("an attribute is broken: {error}"))?;
        let slot = match attribute.key.as_ref() {
            "ID" => &mut id,
            "value" => &mut value,
            _ => continue,
        };
        *slot = Some(if is_verbatim(&attribute.value) {
            attribute.value
        } else {
            let text = attribute.normalized_value(XmlVersion::Implicit1_0);
            text.map_err(|error| format!("an attribute is broken: {}", without_content(&error)))?
        });
    }
    Ok((id, value))
}

/// The id and the value of an item that is spelled as the built-in template spells them, as nearly
/// all are, and that means just what is written.
fn plain_item<'t>(tag: &'t BytesStart<'_>) -> Option<(&'t str, &'t str)> {
    let rest = tag.strip_prefix("SYMB_ITEM ID=\"")?;
    let (id, rest) = rest.split_at(memchr::memchr(b'"', rest.as_bytes())?);
    let rest = rest.strip_prefix("\" class=\"symb_item\" value=")?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let value = rest.strip_prefix(quote)?.strip_suffix(quote)?;
    (!value.contains(quote) && is_verbatim(tag)).then_some((id, value))
}

/// Whether an attribute means just what is written: nothing to put in for an entity, no line end that
/// counts as a space. Without an end in the middle the loop takes many bytes at a time.
fn is_verbatim(value: &str) -> bool {
    let is_special = |byte: u8| byte == b'&' || byte < b' ';
    !value
        .bytes()
        .fold(false, |found, byte| found | is_special(byte))
}

impl Published {
    /// Two files that differ only in the order of their items say the same.
    fn order_others(&mut self) {
        let mut others = std::mem::take(&mut self.others);
        let key = |(id, _): &(Span, Span)| item::key(self.text(*id));
        others.reverse();
        others.sort_by(|a, b| key(a).cmp(key(b)));
        others.dedup_by(|a, b| key(a).eq(key(b)));
        self.others = others;
    }

    fn keep_other(&mut self, id: &str, value: &str) -> Result<(), String> {
        let other = (self.keep(id)?, self.keep(value)?);
        self.others.push(other);
        Ok(())
    }

    /// Takes the name of the profile, for a guess at what the file says.
    pub(super) fn take_profile_name(&mut self, name: &str) {
        if self.keep_other(PROFILE_NAME, name).is_ok() {
            self.order_others();
        }
    }

    /// Puts a text into the buffer.
    fn keep(&mut self, text: &str) -> Result<Span, String> {
        let end = |texts: &String| {
            u32::try_from(texts.len()).map_err(|_| "the file has too much text".to_owned())
        };
        let start = end(&self.texts)?;
        self.texts.push_str(text);
        let end = end(&self.texts)?;
        Ok(Span { start, end })
    }

    fn take_item(&mut self, id: &str, value: &str) -> Result<(), String> {
        self.is_provisioning = true;
        match Item::parse(id) {
            Item::Account(Index::Unknown, item) => {
                let names_account = item == AccountItem::Text(TextItem::UserId);
                self.take_unplaced(
                    id,
                    value,
                    names_account && !unquote(value).trim().is_empty(),
                )
            }
            Item::Handset(Index::Unknown) => {
                let names_handset = parse_handset_code(value) != Ok(HandsetCode::Deregister);
                self.take_unplaced(id, value, names_handset)
            }
            Item::Account(index, item) => self.take_account_item(index, item, value),
            Item::Handset(index) => parse_handset_code(value).map(|code| {
                if let Index::At(position) = index {
                    let record = &mut self.records[position.index()];
                    if record.own_handset && record.handset != Some(code) {
                        self.contradicted.get_or_insert(position);
                    }
                    record.own_handset = true;
                }
                self.set(index, |record| record.handset = Some(code));
            }),
            Item::WindowStart => {
                self.window_start = Some(unquote(value).to_owned());
                Ok(())
            }
            Item::WindowSeconds => {
                self.window_seconds = Some(unquote(value).to_owned());
                Ok(())
            }
            Item::Other => self.keep_other(id, value),
        }
        .map_err(|what: String| format!("{}: {what}", shown_id(id)))
    }

    /// Takes an item of a position that the base does not have, or that cannot be read. Whoever is
    /// there would be placed anew, so nobody may be.
    fn take_unplaced(&mut self, id: &str, value: &str, names_somebody: bool) -> Result<(), String> {
        if names_somebody {
            let last = Position::CAPACITY - 1;
            return Err(format!("the index in brackets is not one of 0 to {last}"));
        }
        self.keep_other(id, value)
    }

    fn take_account_item(
        &mut self,
        index: Index,
        item: AccountItem,
        value: &str,
    ) -> Result<(), String> {
        let text = match item {
            AccountItem::Active => {
                let active = parse_flag(value)?;
                self.set(index, |record| record.active = Some(active));
                return Ok(());
            }
            AccountItem::VoicemailEnabled => {
                let enabled = parse_flag(value)?;
                self.set(index, |record| record.voicemail_enabled = Some(enabled));
                return Ok(());
            }
            AccountItem::Provider => {
                let provider = parse_number(value)?;
                self.set(index, |record| record.provider = Some(provider));
                return Ok(());
            }
            AccountItem::Text(text) => text,
        };
        let span = self.keep(unquote(value))?;
        if let (Index::At(position), TextItem::UserId) = (index, text) {
            let record = self.records[position.index()];
            let before = record.user_id.filter(|_| record.own_user_id);
            if before.is_some_and(|before| self.text(before) != self.text(span)) {
                self.contradicted.get_or_insert(position);
            }
            self.records[position.index()].own_user_id = true;
        }
        self.set(index, |record| {
            let place = match text {
                TextItem::Login => &mut record.login,
                TextItem::Password => &mut record.password,
                TextItem::UserId => &mut record.user_id,
                TextItem::DisplayName => &mut record.display_name,
                TextItem::Voicemail => &mut record.voicemail,
                TextItem::AccountName => &mut record.account_name,
            };
            *place = Some(span);
        });
        Ok(())
    }

    fn set(&mut self, index: Index, set: impl Fn(&mut Record)) {
        match index {
            Index::At(position) => set(&mut self.records[position.index()]),
            Index::All => self.records.iter_mut().for_each(set),
            Index::Unknown => {}
        }
    }
}

/// A text value carries its own double quotes inside the attribute.
pub(crate) fn unquote(value: &str) -> &str {
    let inner = value
        .trim()
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or(value)
}

/// A number as the device writes it, or in hexadecimal after `0x`.
pub(crate) fn parse_number(value: &str) -> Result<u64, String> {
    let digits = unquote(value).trim();
    match digits
        .strip_prefix("0x")
        .or_else(|| digits.strip_prefix("0X"))
    {
        Some(hex) => u64::from_str_radix(hex, 16),
        None => digits.parse(),
    }
    .map_err(|_| "its value is not a number".into())
}

fn parse_flag(value: &str) -> Result<bool, String> {
    match parse_number(value)? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err("its value is neither 0 nor 1".into()),
    }
}

/// Five bytes, `0x02,0x9E,0x74,0xA5,0x99`; all zero means "de-register".
pub(super) fn parse_handset_code(value: &str) -> Result<HandsetCode, String> {
    let mut bytes = [0_u8; 5];
    let mut parts = unquote(value).split(',');
    for byte in &mut bytes {
        let part = parts.next().ok_or("it has fewer than five bytes")?;
        *byte = u8::try_from(parse_number(part)?).map_err(|_| "a byte is above 255")?;
    }
    if parts.next().is_some() {
        return Err("it has more than five bytes".into());
    }
    match Ipui::from_bytes(bytes) {
        Ok(ipui) => Ok(HandsetCode::Reserved(ipui)),
        Err(IpuiError::Zero) => Ok(HandsetCode::Deregister),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::device::published::Account;
    use crate::value::Hidden;

    fn document(items: &str) -> Vec<u8> {
        format!("<?xml version='1.0' encoding=\"ISO-8859-1\"?><ProviderFrame><Provider>{items}</Provider></ProviderFrame>")
            .into_bytes()
    }

    fn account(index: usize, published: &Published) -> Account<'_> {
        published.account(Position::from_index(index).unwrap())
    }

    #[test]
    fn odd_spellings_of_a_hand_made_file_are_understood() {
        let mut bytes = document(
            "<!-- by hand --><MAC_ADDRESS value = '7c:2f:80:12:34:56' ></MAC_ADDRESS>\
             <SYMB_ITEM value='0x1' class=\"symb_item\" ID='BS_VOIP_Data.astVoipAccounts[2].ucB_SIP_ACCOUNT_IS_ACTIVE_1'/>\
             <SYMB_ITEM value=\"&quot;J@rgen &amp; &#x141;&quot;\" ID='BS_VOIP_Data.astVoipAccounts[2].aucS_SIP_DISPLAYNAME[0]'></SYMB_ITEM>\
             <SYMB_ITEM ID='BS_VOIP_Data.astVoipAccounts[%].ucVoipProviderIndex' value='3'/>\
             <SYMB_ITEM ID='BS_Accounts.astAccounts[2].aucHandsetCode[0]' value=' 0x2, 0x9e ,0x74,0xA5,0x99'/>\
             <SYMB_ITEM ID='BS_Accounts.astAccounts[3].aucHandsetCode[0]' value='0x00,0x00,0x00,0x00,0x00'/>\
             <SYMB_ITEM ID='Something.Else' value='9'/>",
        );
        let umlaut = bytes.iter().position(|byte| *byte == b'@').unwrap();
        bytes[umlaut] = 0xFC;
        let published = read(&bytes).unwrap();
        assert_eq!(published.mac, "7C2F80123456".parse().ok());
        assert_eq!(published.other("Something.Else"), Some("9"));
        let account = account(2, &published);
        assert_eq!(account.active, Some(true));
        assert_eq!(account.display_name, Some("Jürgen & Ł"));
        assert_eq!(account.provider, Some(3));
        assert_eq!(account.ipui(), "029E74A599".parse().ok());
        assert_eq!(published.handsets().count(), 1);
        assert_eq!(
            published.account(Position::from_index(3).unwrap()).handset,
            Some(HandsetCode::Deregister)
        );
    }

    proptest! {
        #[test]
        fn an_item_spelled_as_usual_is_read_as_any_other(
            id in "([a-zA-Z.\\[\\]]|[\"'&; <ü])*",
            class in "( class=\"symb_item\")?| ?class='symb_item' ?",
            value in "['\"]?([a-z0-9, ]|[\"'&;\n<>ü/])*['\"]? ?",
        ) {
            let content = format!("SYMB_ITEM ID=\"{id}\"{class} value={value}");
            let tag = BytesStart::from_content(content.as_str(), "SYMB_ITEM".len());
            if let Some((id, value)) = plain_item(&tag) {
                let read = id_and_value(&tag).unwrap();
                prop_assert_eq!(read, (Some(id.into()), Some(value.into())));
            }
        }
    }

    #[test]
    fn a_later_item_overrules_an_earlier_one() {
        let bytes = document(
            "<SYMB_ITEM ID='BS_VOIP_Data.astVoipAccounts[0].ucB_SIP_ACCOUNT_IS_ACTIVE_1' value='1'/>\
             <SYMB_ITEM ID='BS_VOIP_Data.astVoipAccounts[%].ucB_SIP_ACCOUNT_IS_ACTIVE_1' value='0'/>",
        );
        assert_eq!(account(0, &read(&bytes).unwrap()).active, Some(false));
    }

    #[test]
    fn what_cannot_be_understood_is_refused_with_its_line() {
        let handset = |value: &str| {
            document(&format!(
                "\n<SYMB_ITEM ID='BS_Accounts.astAccounts[0].aucHandsetCode[0]' value='{value}'/>"
            ))
        };
        let attributes: Vec<_> = (0..200_000)
            .map(|number| format!(" a{number}=''"))
            .collect();
        let crowded = format!("<a{}/>", attributes.concat());
        for (bytes, line, what) in [
            (Vec::new(), 1, "no XML element"),
            (b"hello".to_vec(), 1, "no XML element"),
            (b"<a>\n<b/>\n".to_vec(), 3, "ends in the middle"),
            (b"<a>\n</b>".to_vec(), 2, "not XML"),
            (
                b"<?xml version='1.0' encoding='klingon'?><a/>".to_vec(),
                1,
                "klingon",
            ),
            (b"<a b='\xFF'/>".to_vec(), 1, "encoding UTF-8"),
            (
                b"<a>&unknown;<b value='&unknown;'/></a>".to_vec(),
                1,
                "broken",
            ),
            (
                b"<a><VERSION value='1' value='2'/></a>".to_vec(),
                1,
                "broken",
            ),
            (crowded.into_bytes(), 1, "more than 100 attributes"),
            (handset("0x02,0x9E"), 2, "fewer than five bytes"),
            (
                handset("0x02,0x9E,0x74,0xA5,0x99,0x01"),
                2,
                "more than five bytes",
            ),
            (
                handset("0x12,0x9E,0x74,0xA5,0x99"),
                2,
                "begins with 0, not with 1",
            ),
            (handset("2,9E,74,A5,99"), 2, "not a number"),
        ] {
            let error = read(&bytes).map(|_| ()).unwrap_err();
            assert!(
                error.line == line && error.what.contains(what),
                "{error} / {what}"
            );
        }
    }

    #[test]
    fn no_password_is_shown_by_debug() {
        let bytes = document(
            "<SYMB_ITEM ID='BS_VOIP_Data.astVoipAccounts[0].aucS_SIP_PASSWORD[0]' value='\"hush\"'/>",
        );
        let published = read(&bytes).unwrap();
        assert_eq!(
            account(0, &published).password.map(Hidden::expose),
            Some("hush")
        );
        assert!(!format!("{published:?} {:?}", account(0, &published)).contains("hush"));
    }
}
