//! How cells look.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, FormatAlign};

use crate::finding::Severity;

/// What a cell is, for its look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

/// The formats of a workbook.
pub(super) struct Styles {
    looks: BTreeMap<(Look, Option<Severity>), Format>,
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
        let plain = Format::new();
        let bold = plain.clone().set_bold();
        let top = plain.clone().set_align(FormatAlign::Top);
        let numbered = |format: &str| plain.clone().set_num_format(format);
        let looks = [
            (Look::Value, numbered("@")),
            (Look::Other, plain.clone()),
            (Look::Header, bold.clone()),
            (Look::Date, numbered("yyyy-mm-dd")),
            (Look::DateTime, numbered("yyyy-mm-dd hh:mm:ss")),
            (Look::Time, numbered("[hh]:mm:ss")),
            (Look::Label, top.clone()),
        ];
        // Those that Excel itself uses for bad, neutral and explained cells.
        let shades = [
            (Severity::Error, 0xFF_C7CE, 0x9C_0006),
            (Severity::Warning, 0xFF_EB9C, 0x7F_4F00),
            (Severity::Info, 0xDD_EBF7, 0x1F_4E78),
        ];
        let shaded = looks.iter().flat_map(|(look, format)| {
            shades.map(|(severity, paper, ink)| {
                let format = format.clone().set_background_color(Color::RGB(paper));
                (
                    (*look, Some(severity)),
                    format.set_font_color(Color::RGB(ink)),
                )
            })
        });
        let mut looks_by_severity: BTreeMap<_, _> = shaded.collect();
        looks_by_severity.extend(looks.map(|(look, format)| ((look, None), format)));
        Self {
            looks: looks_by_severity,
            title: bold.clone().set_font_size(14),
            bold,
            link: top.clone().set_hyperlink(),
            wrapped: top.clone().set_text_wrap(),
            top,
        }
    }

    /// The format of a cell that has findings of this severity, or none.
    pub fn of(&self, look: Look, severity: Option<Severity>) -> &Format {
        &self.looks[&(look, severity)]
    }
}
