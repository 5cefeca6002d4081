namespace Microsoft.ML.MetaLearning;

/// <summary>Specifies the channels of pixels.</summary>
public enum ImageColors
{
    /// <summary>Red, green and blue: three channels.</summary>
    Rgb,

    /// <summary>Luminance: one channel.</summary>
    Gray,
}

/// <summary>Specifies how images of other proportions are fitted to the width and height.</summary>
public enum ImageFit
{
    /// <summary>They are stretched: nothing is lost.</summary>
    Fill,

    /// <summary>The longer side is cut off at both ends.</summary>
    Crop,

    /// <summary>They are shown whole, on a background.</summary>
    Pad,
}

/// <summary>Specifies the numbers that pixels become.</summary>
public enum PixelRange
{
    /// <summary>From 0 to 1.</summary>
    ZeroToOne,

    /// <summary>From -1 to 1.</summary>
    MinusOneToOne,
}
