using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Equality of schemas and views: names, types, annotations and values.</summary>
internal static class ViewAssert
{
    private static readonly MethodInfo s_annotation =
        typeof(ViewAssert).GetMethod(nameof(Annotation), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo s_getter =
        typeof(ViewAssert).GetMethod(nameof(Getter), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static void SchemasEqual(DataViewSchema expected, DataViewSchema actual)
    {
        CollectionAssert.AreEqual(expected.Select(c => c.Name).ToArray(), actual.Select(c => c.Name).ToArray());
        foreach (var (left, right) in expected.Zip(actual))
        {
            Assert.AreEqual(left.Type, right.Type, $"Type of column '{left.Name}'.");
            Assert.AreEqual(left.IsHidden, right.IsHidden, $"Visibility of column '{left.Name}'.");
            AnnotationsEqual(left, right);
        }
    }

    public static void ViewsEqual(IDataView expected, IDataView actual)
    {
        SchemasEqual(expected.Schema, actual.Schema);
        CollectionAssert.AreEqual(Values(expected), Values(actual));
    }

    /// <summary>Every value of the visible columns, row by row, as text that differs wherever a bit does.</summary>
    public static string[] Values(IDataView view)
    {
        var columns = view.Schema.Where(c => !c.IsHidden).ToArray();
        using var cursor = view.GetRowCursor(columns);
        var getters = columns.Select(c => Getter(cursor, c)).ToArray();
        var rows = new List<string>();
        while (cursor.MoveNext())
            rows.Add(string.Join(" | ", getters.Zip(columns, (get, c) => $"{c.Name}: {get()}")));
        return rows.ToArray();
    }

    /// <summary>A function that gives a row's value of a column as text.</summary>
    public static Func<string> Getter(DataViewRow row, DataViewSchema.Column column) =>
        (Func<string>)s_getter.MakeGenericMethod(column.Type.RawType).Invoke(null, [row, column])!;

    private static Func<string> Getter<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<T>(column);
        var value = default(T)!;
        return () =>
        {
            getter(ref value);
            return Text(value);
        };
    }

    private static void AnnotationsEqual(DataViewSchema.Column expected, DataViewSchema.Column actual)
    {
        static Dictionary<string, string> All(DataViewSchema.Column column) => column.Annotations.Schema.ToDictionary(
            a => a.Name,
            a => $"{a.Type}: {s_annotation.MakeGenericMethod(a.Type.RawType).Invoke(null, [column.Annotations, a.Name])}");
        var (left, right) = (All(expected), All(actual));
        CollectionAssert.AreEquivalent(left.Keys, right.Keys, $"Annotations of column '{expected.Name}'.");
        foreach (var (kind, value) in left)
            Assert.AreEqual(value, right[kind], $"Annotation {kind} of column '{expected.Name}'.");
    }

    private static string Annotation<T>(DataViewSchema.Annotations annotations, string kind)
    {
        var value = default(T)!;
        annotations.GetValue(kind, ref value);
        return Text(value);
    }

    private static string Text<T>(T value) => value switch
    {
        VBuffer<float> v => string.Join(" ", v.DenseValues().Select(Text)),
        float f => BitConverter.SingleToInt32Bits(f).ToString("X8", CultureInfo.InvariantCulture),
        _ when typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(VBuffer<>) =>
            string.Join(" ", ((System.Collections.IEnumerable)((dynamic)value!).DenseValues()).Cast<object>().Select(Text)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
