using System;

namespace Microsoft.ML.Data;

/// <summary>Computes new columns from the columns of one row. Indices are those of the mapper's own output columns.</summary>
internal interface IRowMapper : ICanSaveModel
{
    Delegate?[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action? disposer);

    Func<int, bool> GetDependencies(Func<int, bool> activeOutput);

    DataViewSchema.DetachedColumn[] GetOutputColumns();

    ITransformer GetTransformer();
}
