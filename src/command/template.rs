//! `template`: the built-in templates, and those in files.

use std::collections::BTreeMap;
use std::io::Write;

use super::Done;
use crate::cli::TemplateCommand;
use crate::error::Error;
use crate::limits::Limits;
use crate::render::settings_read;
use crate::report::visible;
use crate::template::{BUILT_IN, Choice};

pub(super) fn run(
    command: &TemplateCommand,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Done, Error> {
    Ok(Done::printing(match command {
        TemplateCommand::List => BUILT_IN
            .iter()
            .try_for_each(|template| writeln!(out, "{:<8} {}", template.name, template.about)),
        TemplateCommand::Show { name, settings } => {
            let template = Choice::from_argument(name)?.load(Limits::default())?;
            if !settings {
                return Ok(Done::printing(out.write_all(template.source().as_bytes())));
            }
            let read = settings_read(&template, &BTreeMap::new());
            let mut names = read.names.iter();
            names
                .try_for_each(|name| writeln!(out, "{}", visible(name)))
                .and_then(|()| {
                    if read.others {
                        writeln!(messages, "{OTHERS}")?;
                    }
                    Ok(())
                })
        }
    }))
}

/// Said where the list may lack a setting.
const OTHERS: &str = "The template may read other settings too: it makes up their names, goes through \
all of them, or cannot be rendered without them.";
