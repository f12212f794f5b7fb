//! How cells look.

use rust_xlsxwriter::{Color, Format, FormatAlign};

use crate::finding::Severity;

/// What a cell is, for its look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// A value of a field: text, also for what is typed over it.
    Value,
    /// Any other cell.
    Other,
    /// A header.
    Header,
    /// A date.
    Date,
    /// A date with its time.
    DateTime,
    /// A time or a duration.
    Time,
    /// The severity of a finding in the list.
    Label,
}

const LOOKS: [Look; 7] = [
    Look::Value,
    Look::Other,
    Look::Header,
    Look::Date,
    Look::DateTime,
    Look::Time,
    Look::Label,
];
const SHADES: [Option<Severity>; 4] = [
    Some(Severity::Error),
    Some(Severity::Warning),
    Some(Severity::Info),
    None,
];

/// The formats of a workbook.
pub(super) struct Styles {
    looks: Vec<Format>,
    /// A heading.
    pub bold: Format,
    /// The title of a sheet.
    pub title: Format,
    /// A link to a cell.
    pub link: Format,
    /// A sentence.
    pub wrapped: Format,
    /// A cell of a list, at the top of its row.
    pub top: Format,
}

impl Styles {
    pub fn new() -> Self {
        let looks = LOOKS.into_iter().flat_map(|look| {
            SHADES
                .into_iter()
                .map(move |severity| shaded(base(look), severity))
        });
        let top = Format::new().set_align(FormatAlign::Top);
        Self {
            looks: looks.collect(),
            bold: Format::new().set_bold(),
            title: Format::new().set_bold().set_font_size(14),
            link: top.clone().set_hyperlink(),
            wrapped: top.clone().set_text_wrap(),
            top,
        }
    }

    /// The format of a cell that has findings of this severity, or none.
    pub fn of(&self, look: Look, severity: Option<Severity>) -> &Format {
        let shade = severity.map_or(SHADES.len() - 1, |severity| severity as usize);
        &self.looks[look as usize * SHADES.len() + shade]
    }
}

fn base(look: Look) -> Format {
    let format = Format::new();
    match look {
        Look::Value => format.set_num_format("@"),
        Look::Other => format,
        Look::Header => format.set_bold(),
        Look::Date => format.set_num_format("yyyy-mm-dd"),
        Look::DateTime => format.set_num_format("yyyy-mm-dd hh:mm:ss"),
        Look::Time => format.set_num_format("[hh]:mm:ss"),
        Look::Label => format.set_align(FormatAlign::Top),
    }
}

fn shaded(format: Format, severity: Option<Severity>) -> Format {
    let Some(severity) = severity else {
        return format;
    };
    let (paper, ink) = colors(severity);
    format.set_background_color(paper).set_font_color(ink)
}

/// Paper and ink: those that Excel itself uses for bad, neutral and explained cells.
fn colors(severity: Severity) -> (Color, Color) {
    let (paper, ink) = match severity {
        Severity::Error => (0xFF_C7CE, 0x9C_0006),
        Severity::Warning => (0xFF_EB9C, 0x7F_4F00),
        Severity::Info => (0xDD_EBF7, 0x1F_4E78),
    };
    (Color::RGB(paper), Color::RGB(ink))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_and_shades_are_found_where_they_were_put() {
        let styles = Styles::new();
        for (index, look) in LOOKS.into_iter().enumerate() {
            assert_eq!(look as usize, index);
            for severity in SHADES {
                assert_eq!(styles.of(look, severity), &shaded(base(look), severity));
            }
        }
    }
}
