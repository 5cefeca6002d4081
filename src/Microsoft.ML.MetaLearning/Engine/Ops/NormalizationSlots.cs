namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Represents a normalization layer: its name, its gain and its bias.</summary>
internal sealed record NormalizationSlots(string Layer, Slot Gain, Slot Bias);
