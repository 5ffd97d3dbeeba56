/* The header under test comes by -include: it has nothing before it to lean
 * on. */
typedef int a_translation_unit_is_not_empty;
