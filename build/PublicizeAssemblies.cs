using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies assemblies with every `internal` type and member made `public`, for the compiler alone. Only visibility bits in the metadata tables change
/// (ECMA-335, II.22: TypeDef, Field, MethodDef), so the copy has the size and layout of the original.
/// </summary>
public class PublicizeAssemblies : Task
{
    [Required]
    public ITaskItem[] Inputs { get; set; }

    [Required]
    public string OutputDirectory { get; set; }

    [Output]
    public ITaskItem[] Outputs { get; set; }

    public override bool Execute()
    {
        Directory.CreateDirectory(OutputDirectory);
        Outputs = Inputs.Select(Publicize).ToArray();
        return !Log.HasLoggedErrors;
    }

    private ITaskItem Publicize(ITaskItem input)
    {
        string source = input.GetMetadata("FullPath");
        string copy = Path.Combine(OutputDirectory, Path.GetFileName(source));
        byte[] image = new MetadataTables(File.ReadAllBytes(source)).MakePublic();
        // An unchanged copy keeps its time stamp, so that nothing is compiled again for it.
        if (!File.Exists(copy) || !File.ReadAllBytes(copy).SequenceEqual(image))
            File.WriteAllBytes(copy, image);
        return new TaskItem(input) { ItemSpec = copy };
    }

    /// <summary>Finds the rows of the metadata tables in the bytes of an assembly.</summary>
    private sealed class MetadataTables
    {
        private const int Module = 0, TypeRef = 1, TypeDef = 2, FieldPtr = 3, Field = 4, MethodPtr = 5, MethodDef = 6, Param = 8, ModuleRef = 0x1A, TypeSpec = 0x1B, AssemblyRef = 0x23;

        private readonly byte[] _image;
        private readonly int[] _rows = new int[64];
        private readonly int _firstTable;
        private readonly int _stringSize, _guidSize, _blobSize;

        public MetadataTables(byte[] image)
        {
            _image = image;
            int metadata = FileOffset(Int32(FileOffset(Int32(CliHeaderDirectory())) + 8));
            int tables = metadata + TablesStream(metadata);
            int heapSizes = image[tables + 6];
            _stringSize = (heapSizes & 1) != 0 ? 4 : 2;
            _guidSize = (heapSizes & 2) != 0 ? 4 : 2;
            _blobSize = (heapSizes & 4) != 0 ? 4 : 2;
            long present = BitConverter.ToInt64(image, tables + 8);
            _firstTable = tables + 24;
            for (int table = 0; table < 64; table++)
            {
                if ((present >> table & 1) == 0)
                    continue;
                _rows[table] = Int32(_firstTable);
                _firstTable += 4;
            }
        }

        public byte[] MakePublic()
        {
            int at = _firstTable;
            for (int table = Module; table <= MethodDef; table++)
            {
                for (int row = 0; row < _rows[table]; row++, at += RowSize(table))
                {
                    if (table == TypeDef)
                        SetVisibility(at, PublicType);
                    else if (table == Field)
                        SetVisibility(at, PublicMember);
                    else if (table == MethodDef)
                        SetVisibility(at + 6, PublicMember); // behind RVA (4) and ImplFlags (2)
                }
            }
            return _image;
        }

        // TypeAttributes: NotPublic 0 -> Public 1; nested: Assembly 5 -> Public 2, FamANDAssem 6 -> Family 4.
        private static int PublicType(int visibility)
        {
            return visibility == 0 ? 1 : visibility == 5 ? 2 : visibility == 6 ? 4 : visibility;
        }

        // FieldAttributes and MethodAttributes: Assembly 3 -> Public 6, FamANDAssem 2 -> Family 4.
        private static int PublicMember(int visibility)
        {
            return visibility == 3 ? 6 : visibility == 2 ? 4 : visibility;
        }

        private void SetVisibility(int at, Func<int, int> change)
        {
            _image[at] = (byte)(_image[at] & ~7 | change(_image[at] & 7));
        }

        private int RowSize(int table)
        {
            switch (table)
            {
                case Module: return 2 + _stringSize + 3 * _guidSize;
                case TypeRef: return CodedIndex(2, Module, ModuleRef, AssemblyRef, TypeRef) + 2 * _stringSize;
                case TypeDef: return 4 + 2 * _stringSize + CodedIndex(2, TypeDef, TypeRef, TypeSpec) + Index(Field) + Index(MethodDef);
                case FieldPtr: return Index(Field);
                case Field: return 2 + _stringSize + _blobSize;
                case MethodPtr: return Index(MethodDef);
                default: return 8 + _stringSize + _blobSize + Index(Param); // MethodDef
            }
        }

        private int Index(int table)
        {
            return _rows[table] > 0xFFFF ? 4 : 2;
        }

        private int CodedIndex(int tagBits, params int[] tables)
        {
            return tables.Max(t => _rows[t]) >= 1 << 16 - tagBits ? 4 : 2;
        }

        private int Int32(int at)
        {
            return BitConverter.ToInt32(_image, at);
        }

        private int UInt16(int at)
        {
            return BitConverter.ToUInt16(_image, at);
        }

        private int PeHeader { get { return Int32(0x3C); } }

        private int OptionalHeader { get { return PeHeader + 24; } }

        /// <summary>Entry 14 of the data directories, which follow the standard and Windows fields of a PE32 or PE32+ header.</summary>
        private int CliHeaderDirectory()
        {
            return OptionalHeader + (UInt16(OptionalHeader) == 0x20B ? 112 : 96) + 14 * 8;
        }

        /// <summary>Where a relative virtual address lies in the file, by the section that holds it.</summary>
        private int FileOffset(int address)
        {
            int sections = OptionalHeader + UInt16(PeHeader + 20);
            for (int i = 0; i < UInt16(PeHeader + 6); i++)
            {
                int section = sections + 40 * i, start = Int32(section + 12);
                if (address >= start && address < start + Math.Max(Int32(section + 8), Int32(section + 16)))
                    return address - start + Int32(section + 20);
            }
            throw new BadImageFormatException("no section holds address " + address + ".");
        }

        /// <summary>The offset of stream "#~" from the metadata root.</summary>
        private int TablesStream(int metadata)
        {
            int header = metadata + 16 + Int32(metadata + 12);
            int count = UInt16(header + 2);
            header += 4;
            for (int i = 0; i < count; i++)
            {
                int end = Array.IndexOf(_image, (byte)0, header + 8);
                string name = System.Text.Encoding.ASCII.GetString(_image, header + 8, end - header - 8);
                if (name == "#~")
                    return Int32(header);
                header += 8 + (name.Length + 4 & ~3);
            }
            throw new BadImageFormatException("there is no stream of metadata tables.");
        }
    }
}
