//! A page for a browser, from a template in which every value is escaped.

use std::io::{self, Write};

use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};

use super::text::counted;
use crate::device::template;

/// How many bytes are gathered before they are written.
const BUFFER: usize = 64 * 1024;

/// A long list of a page: the name of its macro, and what the macro is called with.
pub(crate) type List<'l> = (&'static str, &'l mut dyn Iterator<Item = Value>);

/// Writes the page. The items of the lists are written one by one, each at the comment `<!--name-->`, so that
/// a list needs no more memory than its longest item.
///
/// # Errors
/// When `out` fails.
pub(crate) fn write(
    template: &str,
    context: Value,
    lists: &mut [List<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(template::syntax().map_err(io::Error::other)?);
    environment.add_function("counted", |number: usize, one: &str, many: &str| {
        counted(number, one, many)
    });
    let template = environment.template_from_str(template);
    let mut page = template
        .and_then(|template| template.render_captured(context))
        .map_err(io::Error::other)?;
    let text = page.output().to_owned();
    let mut rest = text.as_str();
    let mut out = io::BufWriter::with_capacity(BUFFER, out);
    for (name, items) in lists {
        // A page without the list has no comment either.
        let Some((before, after)) = rest.split_once(&format!("<!--{name}-->\n")) else {
            continue;
        };
        out.write_all(before.as_bytes())?;
        for item in items {
            let item = page.with_state_mut(|state| state.call_macro(name, &[item]));
            out.write_all(item.map_err(io::Error::other)?.as_bytes())?;
        }
        rest = after;
    }
    out.write_all(rest.as_bytes())?;
    out.flush()
}
