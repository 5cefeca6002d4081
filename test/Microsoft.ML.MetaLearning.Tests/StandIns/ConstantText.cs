using System;
using System.Globalization;
using System.Reflection.Metadata;

namespace Microsoft.ML.MetaLearning.Tests.StandIns;

/// <summary>Writes constants as the listings do: enum values as numbers, <c>default</c> as null.</summary>
internal static class ConstantText
{
    public static string Write(MetadataReader reader, ConstantHandle handle)
    {
        var constant = reader.GetConstant(handle);
        return reader.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode) switch
        {
            null => "null",
            string text => $"\"{text}\"",
            bool flag => flag ? "true" : "false",
            float number => number.ToString(CultureInfo.InvariantCulture) + "f",
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            var other => other.ToString()!,
        };
    }
}
