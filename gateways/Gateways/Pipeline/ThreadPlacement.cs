using System.Globalization;
using System.Runtime.InteropServices;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>
/// Puts the calling thread on one core and raises its priority, as far as the machine permits; what it could not get
/// is said and is no error. The last allowed core is the default: the kernel prefers the first ones for interrupts.
/// </summary>
/// <param name="core">Null = the last core that this process may use.</param>
/// <param name="complain">Gets one line for each thing that was not permitted.</param>
/// <param name="thread">What the thread is called there.</param>
public sealed partial class ThreadPlacement(int? core, Action<string> complain, string thread = "engine")
{
    private const int HighestPriority = -20;
    private const int PriorityOfOneThread = 0; // PRIO_PROCESS: for Linux a thread is one too
    private const int CallingThread = 0;
    private const int MaskWords = 16; // 1024 cores

    /// <summary>Cores that this process may use, by number; empty where the system does not tell.</summary>
    public static IReadOnlyList<int> AllowedCores()
    {
        if (!OperatingSystem.IsLinux()) return [];
        ulong[] mask = new ulong[MaskWords];
        if (GetAffinity(CallingThread, MaskWords * sizeof(ulong), mask) < 0) return [];
        var cores = new List<int>();
        for (int i = 0; i < MaskWords * 64; i++)
        {
            if ((mask[i / 64] & (1UL << (i % 64))) != 0) cores.Add(i);
        }

        return cores;
    }

    public void Apply()
    {
        IReadOnlyList<int> allowed = AllowedCores();
        if (allowed.Count == 0)
        {
            complain($"{thread} thread: not pinned and not raised, this system offers neither");
            return;
        }

        int wanted = core ?? allowed[^1];
        ulong[] mask = new ulong[MaskWords];
        if (wanted < MaskWords * 64) mask[wanted / 64] = 1UL << (wanted % 64);
        if (SetAffinity(CallingThread, MaskWords * sizeof(ulong), mask) != 0)
        {
            complain(string.Create(
                CultureInfo.InvariantCulture, $"{thread} thread: not pinned to core {wanted}: {Why()}"));
        }

        if (SetPriority(PriorityOfOneThread, CallingThread, HighestPriority) != 0)
            complain($"{thread} thread: priority not raised: {Why()}");
    }

    private static string Why() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int GetAffinity(int thread, nint bytes, [Out] ulong[] mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nint bytes, [In] ulong[] mask);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, int who, int priority);
}
