using System.Security.Cryptography;
using Wellspring.Core;
using Wellspring.Storage;

namespace Wellspring.Shop.Merchants;

/// <summary>Uploaded licences 营业执照: files beside the records, named by their own hash; never in the journal.</summary>
/// <param name="shelf">Has every file before its hash is told.</param>
public sealed class LicenceFiles(string folder, IFileShelf shelf)
{
    public const int SizeLimit = 3 * 1024 * 1024;

    private static readonly (byte[] Start, string Type)[] Types =
    [
        ("%PDF-"u8.ToArray(), "application/pdf"),
        ([0xFF, 0xD8, 0xFF], "image/jpeg"),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"),
    ];

    /// <summary>Keeps a file and returns its SHA-256, or says why it cannot be taken.</summary>
    /// <remarks>What a file is, its first bytes say; its name and declared type are the sender's to choose.</remarks>
    public async Task<(string? Hash, Bilingual? Problem)> KeepAsync(Stream upload, CancellationToken cancellation)
    {
        var buffer = new byte[SizeLimit + 1];
        var size = await upload.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        if (size > SizeLimit)
        {
            return (null, new("文件超过 3 MB；请压缩或重拍后再传。", "The file is above 3 MB; make it smaller."));
        }

        var content = buffer.AsMemory(0, size);
        if (TypeOf(content.Span) is null)
        {
            return (null, new("只收 PDF、JPG、PNG 文件；请另存后再传。", "Only PDF, JPG and PNG files are taken."));
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        var path = PathOf(hash);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(folder);
            var draft = Path.Combine(folder, $"{Guid.NewGuid():n}.part");
            await File.WriteAllBytesAsync(draft, content, cancellation);
            File.Move(draft, path, overwrite: true);
        }

        shelf.Keep(path);
        return (hash, null);
    }

    /// <summary>Whether a file of this hash is kept.</summary>
    public bool Has(string hash)
    {
        if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower))
        {
            return false;
        }

        shelf.Bring(PathOf(hash));
        return File.Exists(PathOf(hash));
    }

    /// <summary>A kept file with its type; null where there is none. Only staff who review may be given it.</summary>
    public (Stream Content, string Type)? Open(string hash)
    {
        if (!Has(hash))
        {
            return null;
        }

        var file = File.OpenRead(PathOf(hash));
        Span<byte> start = stackalloc byte[8];
        var type = TypeOf(start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]);
        file.Position = 0;
        return (file, type ?? "application/octet-stream");
    }

    private string PathOf(string hash) => Path.Combine(folder, hash);

    private static string? TypeOf(ReadOnlySpan<byte> content)
    {
        foreach (var (start, type) in Types)
        {
            if (content.StartsWith(start))
            {
                return type;
            }
        }

        return null;
    }
}
