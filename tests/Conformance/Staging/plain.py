"""A channel that is no dispatcher. Parallel to Plain.cs."""


class Plain:
    """No dispatcher, but it has what the loop needs."""

    accepting = False

    def __init__(self, stage, name, sock):
        self.stage, self.name, self.socket = stage, name, sock
        stage.map[sock.fileno()] = self

    def readable(self):
        self.stage.trace(self.name + ' readable')
        return True

    def writable(self):
        self.stage.trace(self.name + ' writable')
        return True

    def handle_read_event(self):
        self.stage.trace(self.name + ' handle_read_event')

    def handle_write_event(self):
        self.stage.trace(self.name + ' handle_write_event')

    def handle_expt_event(self):
        self.stage.trace(self.name + ' handle_expt_event')

    def handle_close(self):
        self.stage.trace(self.name + ' handle_close')

    def handle_error(self):
        self.stage.trace(self.name + ' handle_error')

    def close(self):
        self.stage.trace(self.name + ' close')
