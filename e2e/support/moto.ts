export { Emulator as Moto, startMoto } from './emulator';
