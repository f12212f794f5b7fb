//! What a base's file says: the reader of files in place, the templates, and a page rendered with one.

pub mod from;
pub mod page;
pub mod published;
pub mod render;
pub mod template;
