using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Compat;

/// <content><c>asyncore.dispatcher</c>: its events, under Python's names and under Core's.</content>
public static partial class asyncore
{
    public partial class dispatcher
    {
        /// <summary>Whether to watch for input. True by default. An override is asked on every pass.</summary>
        [TracksInterest]
        public virtual bool readable() => true;

        /// <summary>Whether to watch for room to write. True by default. An override is asked on every pass.</summary>
        [TracksInterest]
        public virtual bool writable() => true;

        /// <summary>Input: accepts on a listener; else ends a connect that goes on, then <see cref="handle_read"/>.</summary>
        public virtual void handle_read_event() => base.HandleReadEvent();

        /// <summary>
        /// Room to write: nothing on a listener; else ends a connect that goes on, then <see cref="handle_write"/>.
        /// </summary>
        public virtual void handle_write_event() => base.HandleWriteEvent();

        /// <summary>
        /// A connect has ended: throws if it failed, else calls <see cref="handle_connect"/>, with <see cref="connecting"/> still
        /// set; then the channel is <see cref="connected"/>, unless that closed it.
        /// </summary>
        /// <exception cref="SocketException">The connect failed.</exception>
        public virtual void handle_connect_event() => base.HandleConnectEvent();

        /// <summary>
        /// Urgent data, or a pending error: <see cref="handle_close"/> with an error, else <see cref="handle_expt"/>.
        /// </summary>
        public virtual void handle_expt_event() => base.HandleExceptionalEvent();

        /// <summary>
        /// A handler threw. Calls <see cref="handle_error()"/>, for which <see cref="exc_info"/> then gives the exception.
        /// Override either.
        /// </summary>
        public virtual void handle_error(Exception exception)
        {
            Exception? outer = s_handled;
            s_handled = exception;
            try
            {
                handle_error();
            }
            finally
            {
                s_handled = outer;
            }
        }

        /// <summary>
        /// A handler threw. Writes the exception and its trace to the log, and calls <see cref="handle_close"/>.
        /// </summary>
        public virtual void handle_error()
        {
            Exception? exception = exc_info();
            string what = exception is null ? "None" : $"{exception.GetType()}:{exception.Message} {trace_text(exception)}";
            log_info($"uncaptured exception, closing channel {repr.OfSafely(this)} ({what})", "error");
            EndAfterError();
        }

        /// <summary>Urgent data. Logs that nobody handles it.</summary>
        public virtual void handle_expt() => log_info("unhandled incoming priority event", "warning");

        /// <summary>Input. Logs that nobody handles it.</summary>
        public virtual void handle_read() => log_info("unhandled read event", "warning");

        /// <summary>Room to write. Logs that nobody handles it.</summary>
        public virtual void handle_write() => log_info("unhandled write event", "warning");

        /// <summary>The connection stands. Logs that nobody handles it.</summary>
        public virtual void handle_connect() => log_info("unhandled connect event", "warning");

        /// <summary>A connection waits: accepts it and calls <see cref="handle_accepted"/>.</summary>
        public virtual void handle_accept()
        {
            if (accept() is not var (conn, address))
            {
                return;
            }

            try
            {
                handle_accepted(conn, address);
            }
            catch (Exception) when (!conn.HasChannel)
            {
                conn.Close(); // nobody took it: CPython's reference count closes it here
                throw;
            }
        }

        /// <summary>A connection was accepted. Closes it and logs that nobody handles it.</summary>
        public virtual void handle_accepted(ChannelSocket sock, EndPoint addr)
        {
            ArgumentNullException.ThrowIfNull(sock);
            sock.Close();
            log_info("unhandled accepted event", "warning");
        }

        /// <summary>The connection is over; called once for each socket. Logs that nobody handles it, and closes.</summary>
        public virtual void handle_close()
        {
            log_info("unhandled close event", "warning");
            close();
        }

        /// <inheritdoc/>
        public sealed override bool Readable() => readable();

        /// <inheritdoc/>
        public sealed override bool Writable() => writable();

        /// <inheritdoc/>
        public sealed override void HandleReadEvent() => handle_read_event();

        /// <inheritdoc/>
        public sealed override void HandleWriteEvent() => handle_write_event();

        /// <inheritdoc/>
        public sealed override void HandleConnectEvent() => handle_connect_event();

        /// <inheritdoc/>
        public sealed override void HandleExceptionalEvent() => handle_expt_event();

        /// <inheritdoc/>
        public sealed override int Send(ReadOnlySpan<byte> data) => send(data);

        /// <inheritdoc/>
        public sealed override void Close() => close();

        /// <inheritdoc/>
        protected sealed override (Func<bool> Readable, Func<bool> Writable) GetPredicates() => (readable, writable);

        /// <inheritdoc/>
        protected sealed override void Join(ChannelMap map) => add_channel(map);

        /// <inheritdoc/>
        protected sealed override void Leave() => del_channel();

        /// <inheritdoc/>
        protected sealed override void HandleRead() => handle_read();

        /// <inheritdoc/>
        protected sealed override void HandleWrite() => handle_write();

        /// <inheritdoc/>
        protected sealed override void HandleExceptional() => handle_expt();

        /// <inheritdoc/>
        protected sealed override void HandleConnect() => handle_connect();

        /// <inheritdoc/>
        protected sealed override void HandleAccept() => handle_accept();

        /// <inheritdoc/>
        protected sealed override void HandleAccepted(ChannelSocket socket, EndPoint? address) =>
            handle_accepted(socket, address ?? new UnixDomainSocketEndPoint("\0"));

        /// <inheritdoc/>
        protected sealed override void HandleClose() => handle_close();

        /// <inheritdoc/>
        protected sealed override void HandleError(Exception exception) => handle_error(exception);
    }
}
