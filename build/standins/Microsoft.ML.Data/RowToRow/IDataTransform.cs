namespace Microsoft.ML.Data;

/// <summary>A view that is made from another one.</summary>
internal interface IDataTransform : IDataView
{
    IDataView Source { get; }
}
