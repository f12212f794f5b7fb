//! `template`: the built-in templates.

use std::io::{self, Write};

use super::ExitCode;
use crate::cli::TemplateCommand;
use crate::error::Error;
use crate::template::{BUILT_IN, TemplateError, built_in};

pub(super) fn run(
    command: &TemplateCommand,
    out: &mut dyn Write,
) -> Result<io::Result<ExitCode>, Error> {
    match command {
        TemplateCommand::List => Ok(BUILT_IN
            .iter()
            .try_for_each(|template| writeln!(out, "{:<8} {}", template.name, template.about))
            .map(|()| 0)),
        TemplateCommand::Show { name } => {
            let template = built_in(name).ok_or_else(|| TemplateError::Unknown(name.clone()))?;
            Ok(out.write_all(template.source.as_bytes()).map(|()| 0))
        }
    }
}
