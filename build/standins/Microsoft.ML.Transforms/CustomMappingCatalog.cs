using System;
using System.Collections.Generic;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public static class CustomMappingCatalog
{
    public static IDataView FilterByCustomPredicate<TSrc>(this DataOperationsCatalog catalog, IDataView input, Func<TSrc, bool> filterPredicate)
        where TSrc : class, new()
    {
        IHostEnvironment env = catalog.GetEnvironment();
        env.CheckValue(input, nameof(input));
        env.CheckValue(filterPredicate, nameof(filterPredicate));
        IReadOnlyList<DataViewSchema.Column> columns = TypedRowReader.GetColumns<TSrc>(env, input.Schema, null, ignoreMissingColumns: false);
        return new FilterDataView(input, columns, row =>
        {
            var source = new TSrc();
            Action<TSrc> fill = TypedRowReader.CreateFiller<TSrc>(env, row, null, ignoreMissingColumns: false);
            return () =>
            {
                fill(source);
                return !filterPredicate(source);
            };
        });
    }
}
