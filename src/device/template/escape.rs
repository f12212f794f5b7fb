//! What a template writes, as XML text: nothing a roster says can become markup.

use std::borrow::Cow;

use minijinja::value::ValueKind;
use minijinja::{Error, ErrorKind, Output, State, Value};

/// How deeply the lists and maps in a written value may nest.
const DEPTH: usize = 100;
/// How many values may be in it. A list that contains another one twice doubles them at each level.
const MOST_VALUES: usize = 100_000;

/// What a message says about a value beyond these limits.
pub(super) const TOO_LARGE: &str =
    "this value is a list that is too long or too deep to be written";

/// Writes a value.
pub(super) fn write_escaped(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), Error> {
    if value.is_undefined() {
        return minijinja::escape_formatter(out, state, value);
    }
    match value.as_str() {
        Some(text) if value.is_safe() => out.write_str(text)?,
        Some(text) => out.write_str(&escaped(text))?,
        None if value.is_number() => write!(out, "{value}")?,
        // The engine would overflow its stack, or fill the memory.
        None if !is_small(value, DEPTH, &mut { MOST_VALUES }) => {
            return Err(Error::new(ErrorKind::InvalidOperation, TOO_LARGE));
        }
        None => out.write_str(&escaped(&value.to_string()))?,
    }
    Ok(())
}

/// The text as XML has it.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    if may_be_markup(text) {
        quick_xml::escape::escape(text)
    } else {
        text.into()
    }
}

fn is_small(value: &Value, depth: usize, left: &mut usize) -> bool {
    let Some(rest) = left.checked_sub(1) else {
        return false;
    };
    *left = rest;
    let is_map = match value.kind() {
        ValueKind::Map => true,
        ValueKind::Seq => false,
        _ => return true,
    };
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    let Ok(mut items) = value.try_iter() else {
        return true;
    };
    items.all(|item| {
        let inner = is_map.then(|| value.get_item(&item).unwrap_or_default());
        is_small(&item, depth, left) && inner.is_none_or(|inner| is_small(&inner, depth, left))
    })
}

/// Whether a text has a character that must be escaped. Nearly none has, and without an end in the
/// middle the loop takes many bytes at a time.
fn may_be_markup(text: &str) -> bool {
    let is_markup = |byte: u8| matches!(byte, b'<' | b'>' | b'&' | b'\'' | b'"');
    text.bytes()
        .fold(false, |found, byte| found | is_markup(byte))
}
