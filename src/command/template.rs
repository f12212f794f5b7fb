//! `template`: the built-in templates.

use std::io::Write;

use super::Done;
use crate::cli::TemplateCommand;
use crate::error::Error;
use crate::template::{BUILT_IN, TemplateError, built_in};

pub(super) fn run(command: &TemplateCommand, out: &mut dyn Write) -> Result<Done, Error> {
    match command {
        TemplateCommand::List => {
            Ok(Done::printing(BUILT_IN.iter().try_for_each(|template| {
                writeln!(out, "{:<8} {}", template.name, template.about)
            })))
        }
        TemplateCommand::Show { name } => {
            let template = built_in(name).ok_or_else(|| TemplateError::Unknown(name.clone()))?;
            Ok(Done::printing(out.write_all(template.source.as_bytes())))
        }
    }
}
