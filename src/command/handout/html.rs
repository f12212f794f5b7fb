//! The list as a page for a browser: it needs nothing from the network, prints one base per sheet of
//! paper and fits the width of a phone.

use std::io::{self, Write};

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};

use super::Base;
use crate::device::template;

const PAGE: &str = include_str!("page.html");
const BASE: &str = include_str!("base.html");
const STYLE: &str = include_str!("page.css");
/// The SHA-256 of [`STYLE`], as the content security policy names it; a test checks it.
const STYLE_HASH: &str = "sha256-zK6xxhSYbpBxkmFpWmz+1mejOPweIEg+2ypMgxa32Zw=";

/// Writes the page, base by base.
pub(super) fn write(bases: &[Base], out: &mut dyn Write) -> io::Result<()> {
    let environment = environment().map_err(io::Error::other)?;
    let render = |name: &str, context: Value| {
        let template = environment.get_template(name);
        let rendered = template.and_then(|template| template.render(context));
        rendered.map_err(io::Error::other)
    };
    let page = render(
        "page",
        context! {
            style => Value::from_safe_string(STYLE.into()),
            style_hash => Value::from_safe_string(STYLE_HASH.into()),
            several => bases.len() > 1,
            bases => bases.iter().map(|base| base.mac.clone()).collect::<Vec<_>>(),
        },
    )?;
    let (before, after) = page.split_once("<!--bases-->").unwrap_or((&page, ""));
    out.write_all(before.as_bytes())?;
    for base in bases {
        out.write_all(render("base", Value::from(Serde(base)))?.as_bytes())?;
    }
    out.write_all(after.as_bytes())
}

fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_syntax(template::syntax()?);
    environment.add_template("page", PAGE)?;
    environment.add_template("base", BASE)?;
    Ok(environment)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_policy_allows_the_style_that_is_in_the_page() {
        let right = format!("sha256-{}", STANDARD.encode(Sha256::digest(STYLE)));
        assert_eq!(STYLE_HASH, right);
    }
}
