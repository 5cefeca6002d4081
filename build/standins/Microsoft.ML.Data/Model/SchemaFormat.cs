using System.IO;
using System.Linq;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The schema of a model's input in the model file: all columns, hidden ones too, and their annotations.</summary>
internal static class SchemaFormat
{
    // *** Binary format ***
    // model header
    // columns:
    //   int: number of columns
    //   for each column
    //     int: id of name
    //     type (TypeFormat)
    //     annotations: columns, and after each of those its value (ValueFormat)
    public static void Save(IHostEnvironment env, DataViewSchema schema, Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        using var ctx = new ModelSaveContext(writer, env);
        ctx.SetVersionInfo(GetVersionInfo());
        using var channel = env.Start("Saving the schema");
        var columns = schema.Where(column => TypeFormat.CanWrite(column.Type)).ToArray();
        foreach (var column in schema.Where(column => !TypeFormat.CanWrite(column.Type)))
        {
            channel.Warning(MessageSensitivity.Schema, $"Column '{column.Name}' is left out: columns of type {column.Type} cannot be saved.");
        }
        ctx.Writer.Write(columns.Length);
        foreach (var column in columns)
        {
            WriteColumn(ctx, column);
        }
        ctx.Done();
    }

    public static DataViewSchema Load(IHostEnvironment env, Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        using var ctx = new ModelLoadContext(reader, env);
        ctx.CheckAtModel(GetVersionInfo());
        try
        {
            var builder = new DataViewSchema.Builder();
            for (int left = ReadCount(ctx); left > 0; left--)
            {
                builder.AddColumn(ctx.LoadNonEmptyString(), TypeFormat.Read(ctx), ReadAnnotations(ctx));
            }
            ctx.Done();
            return builder.ToSchema();
        }
        catch (EndOfStreamException ex)
        {
            throw Contracts.ExceptDecode(env, ex, "The schema in the model file is truncated.");
        }
    }

    private static void WriteColumn(ModelSaveContext ctx, DataViewSchema.Column column)
    {
        ctx.SaveNonEmptyString(column.Name);
        TypeFormat.Write(ctx, column.Type);
        var annotations = column.Annotations.Schema.Where(annotation => ValueFormat.CanWrite(annotation.Type)).ToArray();
        ctx.Writer.Write(annotations.Length);
        foreach (var annotation in annotations)
        {
            WriteColumn(ctx, annotation);
            ValueFormat.Write(ctx, annotation.Type, column.Annotations.GetGetterInternal(annotation.Index));
        }
    }

    private static DataViewSchema.Annotations ReadAnnotations(ModelLoadContext ctx)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        for (int left = ReadCount(ctx); left > 0; left--)
        {
            string name = ctx.LoadNonEmptyString();
            var type = TypeFormat.Read(ctx);
            var annotations = ReadAnnotations(ctx);
            builder.Add(name, type, ValueFormat.Read(ctx, type), annotations);
        }
        return builder.ToAnnotations();
    }

    private static int ReadCount(ModelLoadContext ctx)
    {
        int count = ctx.Reader.ReadInt32();
        Contracts.CheckDecode(count >= 0, "The schema in the model file is corrupt: it has a negative number of columns.");
        return count;
    }

    private static VersionInfo GetVersionInfo()
    {
        return new VersionInfo(
            modelSignature: "DVSCHEMA",
            verWrittenCur: 0x00010001,
            verReadableCur: 0x00010001,
            verWeCanReadBack: 0x00010001,
            loaderAssemblyName: typeof(SchemaFormat).Assembly.FullName);
    }
}
