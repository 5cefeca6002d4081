using System;
using Microsoft.ML.Data;

namespace Microsoft.ML.MetaLearning.MLNet;

internal static class VBufferExtensions
{
    /// <summary>Copies values into a dense buffer, reusing its memory where that suffices.</summary>
    public static void CopyTo(this ReadOnlySpan<float> values, ref VBuffer<float> destination)
    {
        var editor = VBufferEditor.Create(ref destination, values.Length);
        values.CopyTo(editor.Values);
        destination = editor.Commit();
    }
}
