namespace Microsoft.ML.MetaLearning;

/// <summary>The colors that pixels have.</summary>
public enum ImageColors
{
    /// <summary>Red, green and blue: three channels.</summary>
    Rgb,

    /// <summary>Their luminance: one channel.</summary>
    Gray,
}

/// <summary>What becomes of images whose sides are in another proportion than width and height.</summary>
public enum ImageFit
{
    /// <summary>They are stretched: nothing is lost.</summary>
    Fill,

    /// <summary>What is too long is cut off at both ends.</summary>
    Crop,

    /// <summary>They are shown whole, with the background beside them.</summary>
    Pad,
}

/// <summary>The numbers that pixels become.</summary>
public enum PixelRange
{
    /// <summary>From 0 to 1.</summary>
    ZeroToOne,

    /// <summary>From -1 to 1.</summary>
    MinusOneToOne,
}
