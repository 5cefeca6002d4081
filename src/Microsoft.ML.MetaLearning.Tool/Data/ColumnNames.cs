namespace MetaLearn.Data;

/// <summary>The columns of the views that sources give.</summary>
internal static class ColumnNames
{
    /// <summary>The class, as text.</summary>
    public const string Label = "Label";

    /// <summary>What the learner reads.</summary>
    public const string Features = "Features";

    /// <summary>A sentence.</summary>
    public const string Text = "Text";
}
