using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies TorchSharp's native library with its requirement of GLIBCXX_3.4.32 marked weak, so that systems load it whose C++ library is older than GCC 13's.
/// The one symbol of that version, std::ios_base_library_init(), is named by the library but never called: no relocation refers to it.
/// </summary>
public class LoosenVersionRequirement : Task
{
    private const string Version = "GLIBCXX_3.4.32";

    /// <summary>What is known to run with the requirement loosened: SHA-256 of the file, and the version of TorchSharp it belongs to.</summary>
    private static readonly Dictionary<string, string> s_known = new Dictionary<string, string>
    {
        { "cf33b1b0bb6bbb9754a768fb5c5d04d9f498603be50e73f55621a0b40ee608b8", "0.107.0" },
    };

    /// <summary>TorchSharp's libLibTorchSharp.so.</summary>
    [Required]
    public string Library { get; set; }

    /// <summary>The file to write. There is none afterwards if the library is unknown.</summary>
    [Required]
    public string Copy { get; set; }

    public override bool Execute()
    {
        try
        {
            byte[] image = File.ReadAllBytes(Library);
            string hash = Hash(image), torchSharp;
            if (s_known.TryGetValue(hash, out torchSharp))
                Loosen(image, torchSharp);
            else
                Leave(image, hash);
        }
        catch (Exception e) when (e is IOException || e is UnauthorizedAccessException)
        {
            Log.LogError(null, "METALEARNING003", null, null, 0, 0, 0, 0, "A copy of TorchSharp's native library that this system can load could not be written to {0}: {1} Make the folder writable, or set " +
                "<LoosenTorchSharp>never</LoosenTorchSharp> and run on a system whose C++ library is of GCC 13 or later.", Path.GetFullPath(Copy), e.Message);
        }
        return !Log.HasLoggedErrors;
    }

    private void Loosen(byte[] image, string torchSharp)
    {
        new VersionRequirements(image).MarkWeak(Version);
        Write(image);
        Log.LogMessage(MessageImportance.High, "TorchSharp {0}: the application gets {1}, which does without {2}, in the place of {3}.", torchSharp, Path.GetFullPath(Copy), Version, Library);
    }

    private void Leave(byte[] image, string hash)
    {
        if (File.Exists(Copy))
            File.Delete(Copy);
        if (Contains(image, Version))
            Log.LogWarning(null, "METALEARNING002", null, null, 0, 0, 0, 0, "{0} asks for {1} and is none of the files that are known to run without it (SHA-256 {2}): it is left as it is, and systems whose C++ library " +
                "is older than that of GCC 13 will not load it. Use TorchSharp {3} there.", Library, Version, hash, string.Join(" or ", s_known.Values));
    }

    private void Write(byte[] image)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Copy)));
        string partial = Copy + "." + Guid.NewGuid().ToString("N");
        try
        {
            File.WriteAllBytes(partial, image);
            if (File.Exists(Copy))
                File.Delete(Copy);
            File.Move(partial, Copy);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static string Hash(byte[] image)
    {
        using (SHA256 sha = SHA256.Create())
            return BitConverter.ToString(sha.ComputeHash(image)).Replace("-", "").ToLowerInvariant();
    }

    private static bool Contains(byte[] image, string text)
    {
        // Latin-1 maps bytes to characters one to one.
        return Encoding.GetEncoding(28591).GetString(image).Contains(text + "\0");
    }

    /// <summary>The version requirements (section type SHT_GNU_verneed) in the bytes of a little-endian ELF64 library.</summary>
    private sealed class VersionRequirements
    {
        private const uint GnuVersionRequirements = 0x6ffffffe;
        private const ushort Weak = 2; // VER_FLG_WEAK

        private readonly byte[] _image;

        public VersionRequirements(byte[] image)
        {
            _image = image;
        }

        public void MarkWeak(string version)
        {
            // Elf64_Ehdr: e_shoff at 0x28, e_shentsize at 0x3A, e_shnum at 0x3C. Elf64_Shdr: sh_type at 4, sh_offset at 24, sh_link at 40, sh_info at 44.
            long sections = Int64(0x28);
            int size = UInt16(0x3A), count = UInt16(0x3C);
            for (int i = 0; i < count; i++)
            {
                long section = sections + (long)i * size;
                if ((uint)Int32(section + 4) != GnuVersionRequirements)
                    continue;
                long names = Int64(sections + (long)Int32(section + 40) * size + 24);
                MarkWeak(Int64(section + 24), Int32(section + 44), names, version);
            }
        }

        private void MarkWeak(long need, int needs, long names, string version)
        {
            // Elf64_Verneed: vn_cnt at 2, vn_aux at 8, vn_next at 12. Elf64_Vernaux: vna_flags at 4, vna_name at 8, vna_next at 12.
            for (; needs > 0; needs--, need += Int32(need + 12))
            {
                long entry = need + Int32(need + 8);
                for (int entries = UInt16(need + 2); entries > 0; entries--, entry += Int32(entry + 12))
                {
                    if (NameAt(names + Int32(entry + 8)) == version)
                        _image[entry + 4] |= (byte)Weak;
                }
            }
        }

        private string NameAt(long at)
        {
            int end = Array.IndexOf(_image, (byte)0, (int)at);
            return Encoding.ASCII.GetString(_image, (int)at, end - (int)at);
        }

        private int UInt16(long at)
        {
            return BitConverter.ToUInt16(_image, (int)at);
        }

        private int Int32(long at)
        {
            return BitConverter.ToInt32(_image, (int)at);
        }

        private long Int64(long at)
        {
            return BitConverter.ToInt64(_image, (int)at);
        }
    }
}
