import { render } from 'preact';
import { App } from './screens/app.tsx';
import './styles/base.css';
import './styles/screens.css';
import './styles/match.css';
import './styles/replay.css';

render(<App />, document.getElementById('page')!);
