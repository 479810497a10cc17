//! References to types: `[Product!]!`.

use std::fmt;

use serde::{Serialize, Serializer};

/// A type where it is used. Not null, unless it says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeRef {
    shape: Shape,
    nullable: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    Named(String),
    List(Box<TypeRef>),
}

impl TypeRef {
    /// `Name!`
    pub fn named(name: impl Into<String>) -> Self {
        Self { shape: Shape::Named(name.into()), nullable: false }
    }

    /// `[item]!`
    pub fn list(item: TypeRef) -> Self {
        Self { shape: Shape::List(Box::new(item)), nullable: false }
    }

    /// The same, nullable or not.
    pub fn nullable_if(self, nullable: bool) -> Self {
        Self { nullable, ..self }
    }

    /// The same, without `!`.
    pub fn nullable(self) -> Self {
        self.nullable_if(true)
    }

    /// It may be null.
    pub fn is_nullable(&self) -> bool {
        self.nullable
    }

    /// The name inside all lists.
    pub fn innermost(&self) -> &str {
        match &self.shape {
            Shape::Named(name) => name,
            Shape::List(item) => item.innermost(),
        }
    }
}

impl fmt::Display for TypeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.shape {
            Shape::Named(name) => f.write_str(name)?,
            Shape::List(item) => write!(f, "[{item}]")?,
        }
        if self.nullable { Ok(()) } else { f.write_str("!") }
    }
}

impl Serialize for TypeRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn lists_and_nullability() {
        let names = TypeRef::list(TypeRef::named("Product"));
        assert_eq!(names.to_string(), "[Product!]!");
        assert_eq!(names.clone().nullable().to_string(), "[Product!]");
        assert_eq!(TypeRef::list(TypeRef::named("Int").nullable()).to_string(), "[Int]!");
        assert_eq!(names.innermost(), "Product");
    }
}
