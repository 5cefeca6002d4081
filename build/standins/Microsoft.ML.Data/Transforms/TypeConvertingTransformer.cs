using System;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(TypeConvertingTransformer), null, typeof(SignatureLoadModel),
    "Convert Transform", TypeConvertingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class TypeConvertingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ConvertTransform";

    private readonly DataKind _kind;

    internal TypeConvertingTransformer(IHostEnvironment env, (string outputColumnName, string inputColumnName)[] columns, DataKind kind)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(TypeConvertingTransformer)), columns)
    {
        _kind = kind;
        TargetType = KindTypes.ToType(kind);
    }

    private TypeConvertingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _kind = (DataKind)ctx.Reader.ReadByte();
        TargetType = KindTypes.ToType(_kind);
    }

    internal PrimitiveDataViewType TargetType { get; }

    internal static TypeConvertingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        IHost host = env.Register(nameof(TypeConvertingTransformer));
        host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(GetVersionInfo());
        return new TypeConvertingTransformer(host, ctx);
    }

    // What a conversion keeps of a column's annotations; normalized stays normalized between real numbers.
    internal static bool Keeps(string annotationKind, DataViewType source, DataViewType target)
        => annotationKind == AnnotationUtils.Kinds.SlotNames
            || annotationKind == AnnotationUtils.Kinds.IsNormalized && source is NumberDataViewType && target is NumberDataViewType;

    // Keys become unsigned integers, nothing else: 0 is missing in a key but a number elsewhere.
    internal static bool Exists(DataViewType source, bool isKey, DataViewType target)
        => source is PrimitiveDataViewType
            && (!isKey || KeyDataViewType.IsValidDataType(target.RawType))
            && ValueConversion.Exists(source.RawType, target.RawType);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
        ctx.Writer.Write((byte)_kind);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        DataViewType itemType = GetItemType(inputSchema[srcCol].Type);
        if (!Exists(itemType, itemType is KeyDataViewType, TargetType))
        {
            throw Host.ExceptParam(nameof(inputSchema),
                $"source column '{ColumnPairs[col].inputColumnName}' with item type '{itemType}' is not compatible with destination type '{TargetType}'");
        }
    }

    private static DataViewType GetItemType(DataViewType type) => type is VectorDataViewType vector ? vector.ItemType : type;

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "CONVERTF",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(TypeConvertingTransformer).Assembly.FullName!);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly TypeConvertingTransformer _parent;

        public Mapper(TypeConvertingTransformer parent, DataViewSchema inputSchema)
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
                PrimitiveDataViewType target = _parent.TargetType;
                DataViewType type = source.Type is VectorDataViewType vector ? new VectorDataViewType(target, vector.Dimensions) : target;
                var annotations = new DataViewSchema.Annotations.Builder();
                annotations.Add(source.Annotations, kind => Keeps(kind, GetItemType(source.Type), target));
                columns[i] = new DataViewSchema.DetachedColumn(_parent.ColumnPairs[i].outputColumnName, type, annotations.ToAnnotations());
            }
            return columns;
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            DataViewSchema.Column source = InputSchema[ColMapNewToOld[iinfo]];
            return Generic.Call<Delegate>(typeof(Mapper), nameof(MakeTypedGetter),
                [GetItemType(source.Type).RawType, _parent.TargetType.RawType], input, source);
        }

        private static Delegate MakeTypedGetter<TSource, TTarget>(DataViewRow input, DataViewSchema.Column source)
        {
            Func<TSource, TTarget> convert = ValueConversion.Get<TSource, TTarget>();
            if (source.Type is not VectorDataViewType)
            {
                ValueGetter<TSource> getter = input.GetGetter<TSource>(source);
                TSource value = default!;
                return (ValueGetter<TTarget>)((ref TTarget result) =>
                {
                    getter(ref value);
                    result = convert(value);
                });
            }
            ValueGetter<VBuffer<TSource>> vectorGetter = input.GetGetter<VBuffer<TSource>>(source);
            VBuffer<TSource> values = default;
            return (ValueGetter<VBuffer<TTarget>>)((ref VBuffer<TTarget> result) =>
            {
                vectorGetter(ref values);
                VBufferEditor<TTarget> editor = VBufferEditor.Create(ref result, values.Length);
                int i = 0;
                foreach (TSource item in values.DenseValues())
                    editor.Values[i++] = convert(item);
                result = editor.Commit();
            });
        }
    }
}
