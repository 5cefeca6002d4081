using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(ColumnConcatenatingTransformer), null, typeof(SignatureLoadModel),
    "Concat Transform", ColumnConcatenatingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    internal const string LoaderSignature = "ConcatTransform";

    private readonly string _name;
    private readonly string[] _sources;

    internal ColumnConcatenatingTransformer(IHostEnvironment env, string outputColumnName, params string[] inputColumnNames)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(ColumnConcatenatingTransformer)))
    {
        _name = outputColumnName;
        _sources = inputColumnNames;
    }

    private ColumnConcatenatingTransformer(IHost host, ModelLoadContext ctx)
        : base(host)
    {
        _name = ctx.LoadNonEmptyString();
        int count = ctx.Reader.ReadInt32();
        host.CheckDecode(count > 0);
        _sources = new string[count];
        for (int i = 0; i < count; i++)
            _sources[i] = ctx.LoadNonEmptyString();
    }

    internal static ColumnConcatenatingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        IHost host = env.Register(nameof(ColumnConcatenatingTransformer));
        host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(GetVersionInfo());
        return new ColumnConcatenatingTransformer(host, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        ctx.SaveNonEmptyString(_name);
        ctx.Writer.Write(_sources.Length);
        foreach (string source in _sources)
            ctx.SaveNonEmptyString(source);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "CONCAT F",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(ColumnConcatenatingTransformer).Assembly.FullName!);

    private sealed class Mapper : MapperBase
    {
        private readonly ColumnConcatenatingTransformer _parent;
        private readonly DataViewSchema.Column[] _sources;
        private readonly PrimitiveDataViewType _itemType;
        private readonly int _size;

        public Mapper(ColumnConcatenatingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host.Register(nameof(Mapper)), inputSchema, parent)
        {
            _parent = parent;
            _sources = Array.ConvertAll(parent._sources, name => inputSchema.GetColumnOrNull(name)
                ?? throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", name));
            _itemType = GetItemType(_sources[0]);
            foreach (DataViewSchema.Column source in _sources)
            {
                if (!GetItemType(source).Equals(_itemType))
                    throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", source.Name, _itemType.ToString()!, source.Type.ToString()!);
                if (source.Type is VectorDataViewType { IsKnownSize: false })
                    _size = -1;
                else if (_size >= 0)
                    _size += source.Type is VectorDataViewType vector ? vector.Size : 1;
            }
            _size = Math.Max(0, _size);
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            if (_size > 0 && _sources.Any(source => source.Type is not VectorDataViewType || source.HasSlotNames()))
            {
                var names = new VBuffer<ReadOnlyMemory<char>>(_size, GetSlotNames().ToArray());
                annotations.Add(AnnotationUtils.Kinds.SlotNames, new VectorDataViewType(TextDataViewType.Instance, _size),
                    (ref VBuffer<ReadOnlyMemory<char>> value) => names.CopyTo(ref value));
            }
            if (_sources.All(source => source.IsNormalized()))
                annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
            return [new DataViewSchema.DetachedColumn(_parent._name, new VectorDataViewType(_itemType, _size), annotations.ToAnnotations())];
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            return Generic.Call<Delegate>(this, nameof(MakeTypedGetter), [_itemType.RawType], input);
        }

        private protected override Func<int, bool> GetDependenciesCore(Func<int, bool> activeOutput)
            => activeOutput(0) ? index => Array.Exists(_sources, source => source.Index == index) : _ => false;

        private protected override void SaveModel(ModelSaveContext ctx) => _parent.SaveModel(ctx);

        private PrimitiveDataViewType GetItemType(DataViewSchema.Column source)
            => (source.Type is VectorDataViewType vector ? vector.ItemType : source.Type) as PrimitiveDataViewType
                ?? throw Host.ExceptSchemaMismatch("inputSchema", "input", source.Name, "a primitive type or a vector of one", source.Type.ToString()!);

        // One vector alone keeps its names; several sources prefix them with their own.
        private IEnumerable<ReadOnlyMemory<char>> GetSlotNames()
        {
            foreach (DataViewSchema.Column source in _sources)
            {
                if (source.Type is not VectorDataViewType vector)
                {
                    yield return source.Name.AsMemory();
                    continue;
                }
                VBuffer<ReadOnlyMemory<char>> names = new(vector.Size, 0, null!, null!);
                if (source.HasSlotNames())
                    source.GetSlotNames(ref names);
                foreach (ReadOnlyMemory<char> name in names.DenseValues())
                    yield return name.IsEmpty || _sources.Length == 1 ? name : $"{source.Name}.{name}".AsMemory();
            }
        }

        private ValueGetter<VBuffer<T>> MakeTypedGetter<T>(DataViewRow input)
        {
            var fill = new Action<List<T>>[_sources.Length];
            for (int i = 0; i < fill.Length; i++)
                fill[i] = MakeReader<T>(input, input.Schema[_sources[i].Index]);
            var items = new List<T>(_size);
            return (ref VBuffer<T> value) =>
            {
                items.Clear();
                foreach (Action<List<T>> append in fill)
                    append(items);
                VBufferEditor<T> editor = VBufferEditor.Create(ref value, items.Count);
                items.CopyTo(editor.Values);
                value = editor.Commit();
            };
        }

        private Action<List<T>> MakeReader<T>(DataViewRow input, DataViewSchema.Column column)
        {
            if (column.Type is not VectorDataViewType type)
            {
                ValueGetter<T> getter = input.GetGetter<T>(column);
                T value = default!;
                return items =>
                {
                    getter(ref value);
                    items.Add(value);
                };
            }
            ValueGetter<VBuffer<T>> vectorGetter = input.GetGetter<VBuffer<T>>(column);
            VBuffer<T> vector = default;
            return items =>
            {
                vectorGetter(ref vector);
                if (type.IsKnownSize && vector.Length != type.Size)
                    throw Host.Except($"Column '{column.Name}': expected {type.Size} slots, but got {vector.Length}");
                if (vector.IsDense)
                    items.AddRange(vector.GetValues());
                else
                    items.AddRange(vector.DenseValues());
            };
        }
    }
}
