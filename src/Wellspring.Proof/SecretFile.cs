using System.Text;

namespace Wellspring.Proof;

/// <summary>A file that only its owner may read: keys, and what is sealed elsewhere.</summary>
public static class SecretFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the file and returns when it is on disk; nobody else could read it at any moment.</summary>
    /// <exception cref="IOException">There is a file of this name already; it was not touched.</exception>
    public static void Create(string path, ReadOnlySpan<byte> content)
    {
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Owner,
        });
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    public static void Create(string path, string content) => Create(path, Encoding.UTF8.GetBytes(content));
}
