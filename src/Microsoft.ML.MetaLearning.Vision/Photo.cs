using System;

namespace Microsoft.ML.MetaLearning.Vision;

/// <summary>Represents an image of a row.</summary>
/// <param name="Title">What to call it in messages.</param>
/// <param name="Content">Returns the bytes that it is known by: those of its file, or its pixels.</param>
/// <param name="Read">Returns its pixels, [red green blue, height, width], and whether all are the same.</param>
internal sealed record Photo(string Title, Func<byte[]> Content, Func<(float[] Pixels, bool IsOneColor)> Read);
