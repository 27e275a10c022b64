namespace OpenSQT.Lmax.Journal;

/// <summary>
/// The kernel's id of this boot. It tells the death of a process, after which every stored byte is still there,
/// from the death of the machine, after which pages that nobody synced may be lost in any order.
/// </summary>
public static class BootId
{
    private const string Source = "/proc/sys/kernel/random/boot_id";

    /// <summary>Empty where the kernel does not tell: then a journal is read as after a power loss.</summary>
    public static Guid Current { get; } =
        File.Exists(Source) && Guid.TryParse(File.ReadAllText(Source).Trim(), out Guid id) ? id : Guid.Empty;
}
