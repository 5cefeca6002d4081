using System;
using System.Linq;
using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(KeyToVectorMappingTransformer), null, typeof(SignatureLoadModel),
    "Key To Vector Transform", KeyToVectorMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>One slot for each value of the key: an indicator, or the count over a vector of keys.</summary>
public sealed class KeyToVectorMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToVectorTransform";

    private readonly bool _outputCountVector;

    internal KeyToVectorMappingTransformer(
        IHostEnvironment env, (string outputColumnName, string inputColumnName)[] columns, bool outputCountVector)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(KeyToVectorMappingTransformer)), columns)
    {
        _outputCountVector = outputCountVector;
    }

    private KeyToVectorMappingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _outputCountVector = ctx.Reader.ReadBoolean();
    }

    internal bool OutputCountVector => _outputCountVector;

    internal static KeyToVectorMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        IHost host = env.Register(nameof(KeyToVectorMappingTransformer));
        host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(GetVersionInfo());
        return new KeyToVectorMappingTransformer(host, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
        ctx.Writer.Write(_outputCountVector);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        DataViewType type = inputSchema[srcCol].Type;
        if ((type is VectorDataViewType vector ? vector.ItemType : type) is not KeyDataViewType { Count: <= int.MaxValue })
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", ColumnPairs[col].inputColumnName, "key type of known size", type.ToString()!);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "KEY2VECT",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(KeyToVectorMappingTransformer).Assembly.FullName!);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly KeyToVectorMappingTransformer _parent;

        public Mapper(KeyToVectorMappingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
        {
            _parent = parent;
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
        {
            var columns = new DataViewSchema.DetachedColumn[_parent.ColumnPairs.Length];
            for (int i = 0; i < columns.Length; i++)
            {
                DataViewSchema.Column source = InputSchema[ColMapNewToOld[i]];
                int keys = GetKeyCount(source.Type);
                bool concatenates = source.Type is VectorDataViewType && !_parent._outputCountVector;
                VectorDataViewType type = concatenates
                    ? new VectorDataViewType(NumberDataViewType.Single, ((VectorDataViewType)source.Type).Size * keys)
                    : new VectorDataViewType(NumberDataViewType.Single, keys);
                var annotations = new DataViewSchema.Annotations.Builder();
                if (type.IsKnownSize && source.HasKeyValues(TextDataViewType.Instance))
                {
                    var names = new VBuffer<ReadOnlyMemory<char>>(type.Size, GetSlotNames(source, concatenates));
                    annotations.Add(AnnotationUtils.Kinds.SlotNames, new VectorDataViewType(TextDataViewType.Instance, type.Size),
                        (ref VBuffer<ReadOnlyMemory<char>> value) => names.CopyTo(ref value));
                }
                if (concatenates || source.Type is not VectorDataViewType)
                    annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
                columns[i] = new DataViewSchema.DetachedColumn(_parent.ColumnPairs[i].outputColumnName, type, annotations.ToAnnotations());
            }
            return columns;
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            DataViewSchema.Column source = InputSchema[ColMapNewToOld[iinfo]];
            int keys = GetKeyCount(source.Type);
            if (source.Type is VectorDataViewType vector)
                return Generic.Call<Delegate>(typeof(Mapper), nameof(MakeVectorGetter), [vector.ItemType.RawType], input, source, keys, _parent._outputCountVector);
            Func<ulong> read = KeyReader.Make(input, source);
            return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                ulong key = read();
                bool known = key > 0 && key <= (ulong)keys;
                VBufferEditor<float> editor = VBufferEditor.Create(ref value, keys, known ? 1 : 0);
                if (known)
                {
                    editor.Values[0] = 1;
                    // A vector as short as its values is dense and has no indices.
                    if (keys > 1)
                        editor.Indices[0] = (int)key - 1;
                }
                value = editor.Commit();
            });
        }

        private static int GetKeyCount(DataViewType type)
            => (int)((KeyDataViewType)(type is VectorDataViewType vector ? vector.ItemType : type)).Count;

        private static ReadOnlyMemory<char>[] GetSlotNames(DataViewSchema.Column source, bool concatenates)
        {
            VBuffer<ReadOnlyMemory<char>> keyValues = default;
            source.GetKeyValues(ref keyValues);
            if (!concatenates)
                return keyValues.DenseValues().ToArray();
            VBuffer<ReadOnlyMemory<char>> slots = new(((VectorDataViewType)source.Type).Size, 0, null!, null!);
            if (source.HasSlotNames())
                source.GetSlotNames(ref slots);
            return slots.DenseValues()
                .SelectMany((slot, i) => keyValues.DenseValues().Select(key => $"{(slot.IsEmpty ? $"[{i}]" : slot.ToString())}.{key}".AsMemory()))
                .ToArray();
        }

        private static ValueGetter<VBuffer<float>> MakeVectorGetter<TKey>(DataViewRow input, DataViewSchema.Column source, int keyCount, bool counts)
            where TKey : struct, INumberBase<TKey>
        {
            ValueGetter<VBuffer<TKey>> getter = input.GetGetter<VBuffer<TKey>>(source);
            VBuffer<TKey> keys = default;
            return (ref VBuffer<float> value) =>
            {
                getter(ref keys);
                VBufferEditor<float> editor = VBufferEditor.Create(ref value, counts ? keyCount : keyCount * keys.Length);
                editor.Values.Clear();
                int offset = 0;
                foreach (TKey item in keys.DenseValues())
                {
                    ulong key = ulong.CreateTruncating(item);
                    if (key > 0 && key <= (ulong)keyCount)
                        editor.Values[offset + (int)key - 1]++;
                    offset += counts ? 0 : keyCount;
                }
                value = editor.Commit();
            };
        }
    }
}
