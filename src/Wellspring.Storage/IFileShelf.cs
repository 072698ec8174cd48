namespace Wellspring.Storage;

/// <summary>Keeps the files of a platform that must be the same on whatever machine it runs 文件架.</summary>
/// <remarks>
/// Paths are those of the platform's directory. Where the directory itself is the place (<see cref="LocalShelf"/>)
/// nothing needs doing; on a cluster the directory is a copy, and the shelf is the original.
/// </remarks>
public interface IFileShelf
{
    /// <summary>Keeps a file as it is now; when this returns, every machine can bring it.</summary>
    void Keep(string path);

    /// <summary>Brings a file that was kept, where the directory lacks it; nothing where none was kept.</summary>
    void Bring(string path);

    /// <summary>Keeps a file no longer; nothing where none was kept.</summary>
    void Forget(string path);
}

/// <summary>The directory is on the platform's only machine: what lies in it is kept.</summary>
public sealed class LocalShelf : IFileShelf
{
    public void Keep(string path)
    {
    }

    public void Bring(string path)
    {
    }

    public void Forget(string path)
    {
    }
}
