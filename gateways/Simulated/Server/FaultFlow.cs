using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>
/// The way of a request through the fault switches, whichever protocol it speaks. Without a fault it completes
/// synchronously, so that requests of one connection are executed in the order in which they came.
/// </summary>
internal static class FaultFlow
{
    /// <param name="faults">The switches.</param>
    /// <param name="kind">Faults are planned for places, for cancels and for questions of the time.</param>
    /// <param name="check">What is wrong with the request; true = at a second look, after it was held up.</param>
    /// <param name="execute">Executes or refuses it.</param>
    /// <param name="unknown">The answer instead of it when the venue does not know what it did.</param>
    /// <param name="cancellation">Ends with the connection.</param>
    public static async Task<T> RunAsync<T>(
        FaultSwitches faults, EndpointKind kind, Func<bool, VenueError> check,
        Func<VenueError, PlannedFault?, T> execute, Func<T, PlannedFault, T> unknown, CancellationToken cancellation)
    {
        VenueError refusal = check(false);
        PlannedFault? fault = refusal.IsNone ? faults.Next(kind) : null;
        bool isHeld = faults.IsHanging || fault is { Fault: RequestFault.DelayRequest };
        if (faults.IsHanging) await faults.WhileHangingAsync(cancellation);
        if (fault is { Fault: RequestFault.DelayRequest }) await Task.Delay(fault.DelayMs, cancellation);
        if (fault is { Fault: RequestFault.Reject })
            refusal = new VenueError(fault.Code == 0 ? -1000 : fault.Code, "Refused by a fault switch.");
        if (refusal.IsNone && isHeld) refusal = check(true);
        T answer = execute(refusal, fault);
        if (faults.IsHanging) await faults.WhileHangingAsync(cancellation);
        if (fault is { Fault: RequestFault.NeverReply }) await Task.Delay(Timeout.Infinite, cancellation);
        if (fault is { Fault: RequestFault.DelayReply }) await Task.Delay(fault.DelayMs, cancellation);
        return fault is { Fault: RequestFault.UnknownError } ? unknown(answer, fault) : answer;
    }
}
