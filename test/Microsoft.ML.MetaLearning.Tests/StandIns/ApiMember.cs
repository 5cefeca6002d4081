using System.Collections.Generic;

namespace Microsoft.ML.MetaLearning.Tests.StandIns;

/// <summary>A type or member as the listings describe it; what a listing does not record is null.</summary>
/// <param name="Id">The documentation id, for example <c>M:System.String.Concat(System.String,System.String)</c>.</param>
/// <param name="Type">The type of a field or property, the result of a method; the declaration of a type.</param>
/// <param name="Bases">The base class and the interfaces of a type.</param>
/// <param name="Accessors">The visible accessors of a property.</param>
/// <param name="Modifiers">Accessibility (unless public), static, abstract, virtual, const or readonly.</param>
/// <param name="Constant">The value of a constant.</param>
/// <param name="Parameters">Names, passing modes and default values of the parameters.</param>
internal sealed record ApiMember(
    string Id,
    string Type,
    IReadOnlyList<string> Bases,
    string? Accessors = null,
    string? Modifiers = null,
    string? Constant = null,
    string? Parameters = null);
