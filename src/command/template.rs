//! `template`: the built-in templates, and those in files.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use super::{Done, write_notes};
use crate::command::cli::TemplateCommand;
use crate::device::DEVICES;
use crate::device::from::from_file;
use crate::device::render::settings_read;
use crate::device::template::Template;
use crate::error::Error;
use crate::report::visible;
use crate::settings::{Limits, TemplateChoice};
use crate::store::read;

pub(super) fn run(
    command: &TemplateCommand,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Done, Error> {
    Ok(Done::printing(match command {
        TemplateCommand::From { file } => return from(file, out, messages),
        TemplateCommand::List => DEVICES
            .iter()
            .try_for_each(|device| writeln!(out, "{:<8} {}", device.name, device.about)),
        TemplateCommand::Show { name, settings } => {
            let template = Template::load(&TemplateChoice::from(name.as_str()), Limits::default())?;
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

fn from(path: &Path, out: &mut dyn Write, messages: &mut dyn Write) -> Result<Done, Error> {
    let bytes = read::read_small_bytes(path).map_err(Error::io("read", path))?;
    let made = from_file(&bytes).map_err(|why| {
        let path = path.display();
        Error::Usage(format!("{path} cannot become a template: {why}"))
    })?;
    let left_out = made.left_out.iter();
    let left_out: Vec<_> = left_out
        .map(|what| format!("{}: {what}", path.display()))
        .collect();
    let printed = write_notes(messages, "left out", &left_out)
        .and_then(|()| out.write_all(made.source.as_bytes()));
    Ok(Done {
        code: u8::from(!made.left_out.is_empty()),
        printed,
    })
}

/// Said where the list may lack a setting.
const OTHERS: &str = "The template may read other settings too: it makes up their names, goes through \
all of them, or cannot be rendered without them.";
