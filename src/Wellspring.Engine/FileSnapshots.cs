using Wellspring.Engine.Journals;

namespace Wellspring.Engine;

/// <summary>The newest snapshot as one file <c>snapshot</c> in a pool's directory.</summary>
public sealed class FileSnapshots(string folder) : ISnapshots
{
    private readonly string _path = Path.Combine(folder, "snapshot");

    /// <summary>Writes beside the last one and renames.</summary>
    public void Keep(JournalEnd at, ReadOnlySpan<byte> bytes)
    {
        using (var file = new FileStream(_path + ".new", FileMode.Create, FileAccess.Write))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(_path + ".new", _path, overwrite: true);
    }

    public IEnumerable<byte[]> Read()
    {
        if (File.Exists(_path))
        {
            yield return File.ReadAllBytes(_path);
        }
    }
}
