using System.Runtime.InteropServices;
using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary>
/// SIGINT, SIGTERM and SIGHUP as one wish to stop; a second one ends the process at once. The command line library's
/// own handling is not used: it kills a run that is still verifying its cancels.
/// </summary>
public sealed partial class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly string _onStop;
    private int _signals;

    /// <param name="onStop">What the operator is told at the first signal.</param>
    public StopSignals(string onStop)
    {
        _onStop = onStop;
        foreach (PosixSignal signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
            _registrations.Add(PosixSignalRegistration.Create(signal, Receive));
    }

    /// <summary>Canceled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _stop.Dispose();
    }

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _signals) == 1)
        {
            Console.Error.WriteLine(_onStop);
            _stop.Cancel();
            return;
        }

        Console.Error.WriteLine(Words.Of("run.endedAtOnce"));
        EndNow(ExitCode.Interrupted); // Environment.Exit would wait for web servers to finish
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void EndNow(int code);
}
