using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public abstract partial class OneToOneTransformerBase
{
    private protected abstract class OneToOneMapperBase : MapperBase
    {
        protected readonly Dictionary<int, int> ColMapNewToOld = new Dictionary<int, int>();

        private readonly OneToOneTransformerBase _parent;

        protected OneToOneMapperBase(IHost host, OneToOneTransformerBase parent, DataViewSchema inputSchema)
            : base(host, inputSchema, parent)
        {
            _parent = parent;
            for (int i = 0; i < parent.ColumnPairs.Length; i++)
            {
                string name = parent.ColumnPairs[i].inputColumnName;
                var column = inputSchema.GetColumnOrNull(name)
                    ?? throw Contracts.ExceptSchemaMismatch(host, nameof(inputSchema), "input", name);
                parent.CheckInputColumn(inputSchema, i, column.Index);
                ColMapNewToOld.Add(i, column.Index);
            }
        }

        private protected override Func<int, bool> GetDependenciesCore(Func<int, bool> activeOutput)
        {
            var needed = ColMapNewToOld.Where(pair => activeOutput(pair.Key)).Select(pair => pair.Value).ToHashSet();
            return needed.Contains;
        }

        private protected override void SaveModel(ModelSaveContext ctx) => _parent.SaveModel(ctx);
    }
}
