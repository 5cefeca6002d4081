using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(NormalizingTransformer), null, typeof(SignatureLoadModel),
    "Normalizer", NormalizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed partial class NormalizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "Normalizer";

    private readonly DataViewType[] _types;
    private readonly SlotFunction[] _functions;

    internal NormalizingTransformer(
        IHost host, (string outputColumnName, string inputColumnName)[] columns, DataViewType[] types, SlotFunction[] functions)
        : base(host.Register(nameof(NormalizingTransformer)), columns)
    {
        _types = types;
        _functions = functions;
    }

    private NormalizingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _types = new DataViewType[ColumnPairs.Length];
        _functions = new SlotFunction[ColumnPairs.Length];
        for (int i = 0; i < _types.Length; i++)
        {
            NumberDataViewType itemType = ctx.Reader.ReadBoolean() ? NumberDataViewType.Double : NumberDataViewType.Single;
            int size = ctx.Reader.ReadInt32();
            _types[i] = size == 0 ? itemType : new VectorDataViewType(itemType, size);
            _functions[i] = SlotFunction.Load(ctx.Reader);
            host.CheckDecode(_functions[i].Offsets.Length == Math.Max(1, size));
        }
    }

    internal static NormalizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        IHost host = env.Register(nameof(NormalizingTransformer));
        host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(GetVersionInfo());
        return new NormalizingTransformer(host, ctx);
    }

    public NormalizerModelParametersBase GetNormalizerModelParameters(int index)
    {
        Host.CheckParam(index >= 0 && index < _functions.Length, nameof(index), "Invalid column index.");
        SlotFunction function = _functions[index];
        return _types[index] switch
        {
            VectorDataViewType vector when IsDouble(vector) => MakeParameters(function, values => values.ToImmutableArray()),
            VectorDataViewType => MakeParameters(function, values => values.Select(value => (float)value).ToImmutableArray()),
            DataViewType type when IsDouble(type) => MakeParameters(function, values => values[0]),
            _ => MakeParameters(function, values => (float)values[0]),
        };
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
        for (int i = 0; i < _types.Length; i++)
        {
            ctx.Writer.Write(IsDouble(_types[i]));
            ctx.Writer.Write(_types[i] is VectorDataViewType vector ? vector.Size : 0);
            _functions[i].Save(ctx.Writer);
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        DataViewType type = inputSchema[srcCol].Type;
        int size = type is VectorDataViewType vector ? vector.Size : 0;
        int expected = _types[col] is VectorDataViewType expectedVector ? expectedVector.Size : 0;
        if (size != expected || IsDouble(type) != IsDouble(_types[col]) || !IsDouble(type) && !IsSingle(type))
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", ColumnPairs[col].inputColumnName, _types[col].ToString()!, type.ToString()!);
    }

    private static NormalizerModelParametersBase MakeParameters<T>(SlotFunction function, Func<double[], T> convert)
        => function.IsCdf
            ? new CdfNormalizerModelParameters<T>(convert(function.Offsets), convert(Array.ConvertAll(function.Scales, scale => scale == 0 ? 0 : 1 / scale)))
            : new AffineNormalizerModelParameters<T>(convert(function.Scales), convert(function.Offsets));

    private static bool IsDouble(DataViewType type) => type.RawType == typeof(double) || type.RawType == typeof(VBuffer<double>);

    private static bool IsSingle(DataViewType type) => type.RawType == typeof(float) || type.RawType == typeof(VBuffer<float>);

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "NORMALZR",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(NormalizingTransformer).Assembly.FullName!);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly NormalizingTransformer _parent;

        public Mapper(NormalizingTransformer parent, DataViewSchema inputSchema)
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
                var annotations = new DataViewSchema.Annotations.Builder();
                annotations.Add(source.Annotations, kind => kind == AnnotationUtils.Kinds.SlotNames);
                annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
                columns[i] = new DataViewSchema.DetachedColumn(_parent.ColumnPairs[i].outputColumnName, source.Type, annotations.ToAnnotations());
            }
            return columns;
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            DataViewSchema.Column source = InputSchema[ColMapNewToOld[iinfo]];
            ColumnReader reader = ColumnReader.Create(input, source);
            SlotFunction function = _parent._functions[iinfo];
            if (source.Type is VectorDataViewType)
                return IsDouble(source.Type) ? MakeVectorGetter(reader, function, value => value) : MakeVectorGetter(reader, function, value => (float)value);
            if (IsDouble(source.Type))
                return (ValueGetter<double>)((ref double value) => value = function.Apply(0, reader.Read()[0]));
            return (ValueGetter<float>)((ref float value) => value = (float)function.Apply(0, reader.Read()[0]));
        }

        private static ValueGetter<VBuffer<T>> MakeVectorGetter<T>(ColumnReader reader, SlotFunction function, Func<double, T> narrow)
            => (ref VBuffer<T> result) =>
            {
                double[] values = reader.Read();
                VBufferEditor<T> editor = VBufferEditor.Create(ref result, values.Length);
                for (int i = 0; i < values.Length; i++)
                    editor.Values[i] = narrow(function.Apply(i, values[i]));
                result = editor.Commit();
            };
    }
}
